import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFullSizeCheckpoint } from '../../bench/encoder/full-size.js';
import type { Architecture } from '../../src/services/encoder/families/visualized-bge/architecture.js';
import { modelDescription } from '../../src/services/encoder/families/visualized-bge/description.js';

/** The smallest model that has everything: one block, one layer, eight channels. */
export const SMALL: Architecture = {
  vision: { width: 8, heads: 2, headWidth: 4, blocks: 1, patchSize: 4, imageSize: 8, grid: 2, mlpHidden: 6 },
  text: { width: 8, heads: 2, headWidth: 4, layers: 1, intermediate: 12, positions: 16, tokenTypes: 2, vocabulary: 20 },
};

export const SMALL_DESCRIPTION = modelDescription.parse({
  name: 'small',
  vision: { layerNormEps: 1e-6, pixelMean: [0.5, 0.5, 0.5], pixelStd: [0.5, 0.5, 0.5] },
  text: { heads: 2, layerNormEps: 1e-12, positionRuleTextOnly: '0,1,2,…', padId: 0 },
  limits: { maxTokensTextOnly: 16, maxTokensWithImage: 12 },
  tokenizer: { kind: 'none: ids are given', ...{ cls: 2, sep: 3, pad: 0, unk: 1 } },
  checkpoint: { file: 'model.pth', sha256: '0'.repeat(64) },
});

/** The bytes of a checkpoint with these dimensions, in the published layout. */
export async function smallCheckpoint(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'leopard-checkpoint-'));
  try {
    writeFullSizeCheckpoint(join(folder, 'model.pth'), SMALL);
    return await readFile(join(folder, 'model.pth'));
  } finally {
    await rm(folder, { recursive: true });
  }
}
