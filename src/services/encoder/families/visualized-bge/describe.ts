import type { DescribedModel, ModelConfig } from '../family.js';
import { Instructions } from '../../instruction.js';
import { loadTokenizer } from '../../tokenizer/load.js';
import { firstTextPosition, parseModelDescription } from './description.js';

/** @throws SetupError MODEL_DESCRIPTION */
export function describe(folder: string, config: ModelConfig): DescribedModel {
  const description = parseModelDescription(folder, config);
  const { name, languages, checkpoint, tokenizer } = description;
  const { maxTokensTextOnly, maxTokensWithImage } = description.limits;
  const limits = { instructionTokens: maxTokensTextOnly, instructionTokensWithImage: maxTokensWithImage };
  return {
    ...{ name, languages, limits, checkpoint },
    files: tokenizerFiles(tokenizer),
    key: JSON.stringify(description),
    open: async (checkpointPath) => (await import('./model.js')).openModel(description, checkpointPath),
    instructions: async ({ patches }, truncate) =>
      new Instructions({
        ...{ name, limits, truncate },
        tokenizer: await loadTokenizer(tokenizer, folder),
        end: tokenizer.sep,
        withoutText: [tokenizer.cls, tokenizer.sep],
        emptyText: [tokenizer.cls, tokenizer.sep],
        position: (index, withImage) =>
          withImage ? (index === 0 ? 0 : patches + index) : firstTextPosition(description) + index,
      }),
  };
}

interface TokenizerFiles {
  readonly kind: string;
  readonly vocabularyFile?: string | undefined;
  readonly tokenizerFile?: string | undefined;
}

function tokenizerFiles({ kind, vocabularyFile = 'vocab.txt', tokenizerFile = 'tokenizer.json' }: TokenizerFiles) {
  if (/wordpiece/i.test(kind)) return [vocabularyFile];
  return /unigram/i.test(kind) ? [tokenizerFile] : [];
}
