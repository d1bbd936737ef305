import { SetupError } from '../../../lib/errors.js';
import type { Precisions } from '../models/graph/precision.js';
import type { ModelFolder } from '../models/model-folder.js';
import { precisionName, readPrepared } from './prepared.js';

/** The arithmetic that a model is opened with. */
export interface ChosenPrecision {
  /** Part of the identity of vectors: `fp32`, or `int8-` and what stands for the choice of products. */
  readonly name: string;
  readonly precisions: Precisions;
  /** The embedding of the probe when the choice was made; undefined where there was none to be made. */
  readonly probe: readonly number[] | undefined;
}

export const FP32: ChosenPrecision = { name: 'fp32', precisions: 'fp32', probe: undefined };

/** @throws SetupError PRECISION_NOT_PREPARED, PRECISION_DAMAGED, PRECISION_OUTDATED */
export async function choosePrecision(
  { folder, sha256 }: ModelFolder,
  precision: 'fp32' | 'int8',
): Promise<ChosenPrecision> {
  if (precision === 'fp32') return FP32;
  const prepared = await readPrepared(folder, sha256);
  return { name: precisionName(prepared), precisions: prepared.plan, probe: prepared.probe };
}

/** Rounding differs a little from one kind of processor to another; sums that overflow, where there is no VNNI, differ much. */
const SAME = 0.999;

/** @throws SetupError PRECISION_UNSUPPORTED where this processor computes something else than the one where the choice was made */
export function requireSame(embedding: Float32Array, { probe }: ChosenPrecision, model: string): void {
  if (probe === undefined) return;
  const cosine = embedding.reduce((sum, value, index) => sum + value * (probe[index] ?? NaN), 0);
  if (cosine >= SAME) return;
  throw new SetupError(
    'PRECISION_UNSUPPORTED',
    `${model} computes other vectors in int8 on this processor than where it was prepared (cosine ${cosine.toFixed(4)}). Run \`leopard models prepare\` on this machine, or set PRECISION=fp32.`,
  );
}
