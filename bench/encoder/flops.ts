import type { Architecture } from '../../src/services/encoder/families/visualized-bge/architecture.js';

/** Floating-point operations (two for each multiply-add) of the matrix products of one picture in the vision graph. */
export function visionFlops({ vision, text }: Architecture): number {
  const { width, blocks, patchSize, grid, mlpHidden } = vision;
  const patches = grid ** 2;
  const tokens = patches + 1;
  const block = (4 * width ** 2 + 3 * width * mlpHidden) * tokens + 2 * tokens ** 2 * width;
  return 2 * (blocks * block + patches * 3 * patchSize ** 2 * width + patches * width * text.width);
}

/** The same for the fuse graph with `imageTokens` and `textTokens`; the last layer is computed for CLS alone (fuse-graph.ts). */
export function fuseFlops({ text }: Architecture, imageTokens: number, textTokens: number): number {
  const { width, heads, intermediate, layers } = text;
  const length = imageTokens + textTokens;
  const perToken = 4 * width ** 2 + 2 * width * intermediate;
  const layer = perToken * length + 2 * length ** 2 * width;
  const last = perToken + 2 * heads * length * width;
  return 2 * ((layers - 1) * layer + last);
}
