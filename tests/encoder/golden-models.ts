import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encoderSettings } from '../../src/config/encoder.js';
import { createEncoder, type ObservableEncoder } from '../../src/services/encoder/encoder.js';
import type { EncoderOptions } from '../../src/services/encoder/options.js';
import type { EncoderImage, Preprocessing } from '../../src/services/encoder/types.js';

/** Golden values of the reference implementation; tests/fixtures/models/<name>/README.md says how they were made. */
export interface Goldens {
  readonly tolerance: { readonly maxAbs: number; readonly stagesMaxAbs: number };
  readonly emptyTextIds: number[];
  readonly pictures: Readonly<Record<string, GoldenPicture>>;
  readonly texts: Readonly<
    Record<string, { readonly text?: string; readonly ids: number[]; readonly idsLiteral?: number[] }>
  >;
  readonly embeddings: readonly GoldenEmbedding[];
  readonly batches: readonly { rows: string[]; inputIds: number[][]; attentionMask: number[][] }[];
  readonly stages: readonly GoldenStages[];
  readonly mustBeRefused: readonly { readonly kind: 'text' | 'composed'; readonly tokens: number }[];
}
export interface GoldenPicture {
  readonly file: string;
  /** Of the crop, and of the float32 tensor made of it. */
  readonly reference?: { readonly sha256: string; readonly tensorSha256?: string };
  readonly web?: { readonly sha256: string; readonly tensorSha256?: string };
}
export interface GoldenEmbedding {
  readonly id: string;
  readonly kind: 'text' | 'image' | 'composed';
  readonly picture?: string;
  readonly text?: string;
  readonly preprocessing?: Preprocessing;
  readonly ids?: 'idsLiteral';
  readonly values: readonly number[];
}
export interface GoldenStages {
  readonly picture: string;
  readonly preprocessing: Preprocessing;
  readonly text: string;
  readonly stages: Readonly<Record<string, { shape: number[]; mean: number; std: number; first: number[][] }>>;
}

export const GOLDEN_MODELS = ['tiny-model', 'm3-shaped-model'] as const;
export const modelFolder = (name: string): string =>
  fileURLToPath(new URL(`../fixtures/models/${name}`, import.meta.url));
export const goldensOf = (name: string): Goldens =>
  JSON.parse(readFileSync(join(modelFolder(name), 'goldens.json'), 'utf8')) as Goldens;

/** A golden picture as a request gives it. */
export function goldenImage(model: string, goldens: Goldens, picture: string): EncoderImage {
  const bytes = readFileSync(join(modelFolder(model), 'pictures', goldens.pictures[picture]?.file ?? ''));
  return { id: createHash('sha256').update(bytes).digest('hex'), load: async () => bytes };
}

/** The ids that an embedding was computed from. */
export function goldenIds(goldens: Goldens, { kind, text, ids }: GoldenEmbedding): number[] {
  if (kind === 'image') return goldens.emptyTextIds;
  const entry = goldens.texts[text ?? ''];
  return (ids === 'idsLiteral' ? entry?.idsLiteral : entry?.ids) ?? [];
}

export const openEncoder = (folder: string, options: Partial<EncoderOptions> = {}): Promise<ObservableEncoder> =>
  createEncoder({ ...encoderSettings.parse({}), modelFolder: folder, maximumPixels: 100e6, ...options });

/** The largest difference of a component. */
export function maxAbs(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  return Array.from(actual).reduce(
    (worst, value, index) => Math.max(worst, Math.abs(value - (expected[index] ?? NaN))),
    0,
  );
}
