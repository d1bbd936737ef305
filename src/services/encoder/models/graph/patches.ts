import type { GraphBuilder, Value } from './graph-builder.js';

/** Sides in patches of the picture, and in pixels of a patch. */
interface Patches {
  readonly grid: number;
  readonly patchSize: number;
}

/** `pixel_values` `[3, S, S]` → `[grid², width]`: a convolution whose stride is its size is a matrix product over patches. */
export function embedPatches(build: GraphBuilder, size: Patches, kernel: string, bias: string | null): Value {
  const { grid, patchSize } = size;
  const split = build.reshape('pixel_values', 3, grid, patchSize, grid, patchSize);
  const byPatch = build.node('Transpose', [split], { attributes: { perm: [1, 3, 0, 2, 4] } });
  return build.linear(build.reshape(byPatch, grid ** 2, -1), kernel, bias);
}
