import type { GraphBuilder, Value } from './graph-builder.js';

/** Sides in patches of the picture, and in pixels of a patch; channels of a patch's embedding. */
interface Patches {
  readonly grid: number;
  readonly patchSize: number;
  readonly width: number;
}

/** `pixel_values` `[3, S, S]` → `[grid², width]`: a convolution whose stride is its size is a matrix product over patches. */
export function embedPatches(build: GraphBuilder, size: Patches, kernel: string, bias: string | null): Value {
  const { grid, patchSize, width } = size;
  const split = build.reshape('pixel_values', 3, grid, patchSize, grid, patchSize);
  const byPatch = build.node('Transpose', [split], { attributes: { perm: [1, 3, 0, 2, 4] } });
  const weight = build.reshape(build.weight(kernel), width, -1);
  return build.gemm(build.reshape(byPatch, grid ** 2, -1), weight, bias);
}
