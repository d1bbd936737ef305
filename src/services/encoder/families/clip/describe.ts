import { access } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { SetupError } from '../../../../lib/errors.js';
import { Instructions } from '../../instruction.js';
import type { DescribedModel, ModelConfig } from '../family.js';
import { readClipConfig } from './config.js';
import { PREPROCESSOR_FILE, readPreprocessor } from './preprocessor.js';
import { loadClipTokenizer, MERGES_FILE } from './tokenizer.js';

const CHECKPOINT = 'model.safetensors';

/** @throws SetupError MODEL_DESCRIPTION, CHECKPOINT_MISSING, CHECKPOINT_SHARDED */
export async function describe(folder: string, json: ModelConfig): Promise<DescribedModel> {
  const config = readClipConfig(folder, json);
  const preprocessor = await readPreprocessor(folder, config.vision.image_size);
  await requireCheckpoint(folder);
  const tokens = config.text.max_position_embeddings;
  const limits = { instructionTokens: tokens, instructionTokensWithImage: tokens };
  const name = basename(folder);
  return {
    // CLIP was trained on English, and the file names no language.
    ...{ name, limits, languages: ['en'] },
    checkpoint: { file: CHECKPOINT, sha256: undefined },
    files: [MERGES_FILE, PREPROCESSOR_FILE],
    key: JSON.stringify({ config, preprocessor }),
    open: async (checkpointPath) => (await import('./model.js')).openModel(config, preprocessor, checkpointPath),
    instructions: async (_, truncate) => {
      const { tokenizer, end, start } = await loadClipTokenizer(folder, config.text.vocab_size);
      return new Instructions({
        ...{ name, limits, truncate, tokenizer, end },
        endsAtFirst: true,
        emptyText: [start, end],
        // A picture without words is its own vector, not that of a picture beside an empty text.
        withoutText: [],
        position: (index) => index,
      });
    },
  };
}

/** What transformers also writes, and Leopard does not read: pickles, and checkpoints in several files. */
async function requireCheckpoint(folder: string): Promise<void> {
  const has = (file: string) =>
    access(join(folder, file)).then(
      () => true,
      () => false,
    );
  if (await has(CHECKPOINT)) return;
  if (await has(`${CHECKPOINT}.index.json`)) {
    throw new SetupError(
      'CHECKPOINT_SHARDED',
      `The weights in ${folder} are cut into several files. Leopard reads one: save the model again with max_shard_size above its size.`,
    );
  }
  const other = (await has('pytorch_model.bin')) ? 'pytorch_model.bin' : undefined;
  throw new SetupError(
    'CHECKPOINT_MISSING',
    other === undefined
      ? `${join(folder, CHECKPOINT)} does not exist. Install the model again: \`leopard models install\`.`
      : `${folder} holds ${other} and no ${CHECKPOINT}. Models of this family are read from safetensors alone: save it again with safe_serialization=True.`,
  );
}
