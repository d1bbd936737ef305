import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { SetupError } from '../../../lib/errors.js';
import { createBertTokenizer } from './bert.js';
import { type Tokenizer, tokenizerDescription } from './types.js';
import { createUnigramTokenizer } from './unigram.js';

/**
 * Loads the tokeniser that a model's config.json describes.
 *
 * @param description `tokenizer` of config.json (`tokenizerDescription`)
 * @param modelFolder where the description's file lies
 * @returns undefined where the model has none and ids are given
 * @throws SetupError TOKENIZER_MISSING, TOKENIZER_INVALID
 */
export async function loadTokenizer(description: unknown, modelFolder: string): Promise<Tokenizer | undefined> {
  const parsed = tokenizerDescription.safeParse(description);
  if (!parsed.success) {
    throw new SetupError(
      'TOKENIZER_INVALID',
      `${join(modelFolder, 'config.json')} does not describe its tokeniser as docs/models.md says:\n${z.prettifyError(parsed.error)}`,
    );
  }
  const { kind, vocabularyFile, tokenizerFile } = parsed.data;
  if (/wordpiece/i.test(kind)) return createBertTokenizer(await read(modelFolder, vocabularyFile), parsed.data);
  if (/unigram/i.test(kind)) return createUnigramTokenizer(await read(modelFolder, tokenizerFile), parsed.data);
  return undefined;
}

async function read(folder: string, file: string): Promise<string> {
  try {
    return await readFile(join(folder, file), 'utf8');
  } catch (cause) {
    throw new SetupError(
      'TOKENIZER_MISSING',
      `The tokeniser's file ${join(folder, file)} cannot be read. Install the model again (\`leopard models install\`).`,
      { cause },
    );
  }
}
