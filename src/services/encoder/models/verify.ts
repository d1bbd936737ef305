import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { SetupError } from '../../../lib/errors.js';
import { type Encoder, type EncoderImage } from '../types.js';
import { examineCaches, type ExaminedCache } from '../prepacked/examine.js';
import { preparedFor } from '../quantisation/examine.js';
import type { CatalogueEntry } from './catalogue-entry.js';
import { readModelFolder } from './model-folder.js';
import { sha256OfFile } from '../../../lib/hash.js';
import { type ExpectationInput, SIMILARITY_TOLERANCE } from './published-similarities.js';

/** One similarity, measured beside published. */
export interface VerifiedSimilarity {
  readonly title: string;
  readonly candidate: string;
  readonly published: number;
  readonly measured: number;
  /** The same in int8, where the model is prepared for it. */
  readonly int8?: number | undefined;
  readonly holds: boolean;
}

export interface Verification {
  /** SHA-256 of the checkpoint as config.json names it. */
  readonly checkpoint: string;
  /** Before the model was opened, which replaces damaged ones that it needs. */
  readonly caches: readonly ExaminedCache[];
  readonly similarities: readonly VerifiedSimilarity[];
  readonly holds: boolean;
}

/**
 * Checks an installed model: its files against their hashes, its prepacked weights against their checksums, then its vectors against the similarities that its authors published.
 *
 * @param openEncoder opens the model in a folder with `reference` preprocessing, as the authors computed, in a precision
 * @throws SetupError HASH_MISMATCH, MODEL_*
 */
export async function verifyModel(
  entry: Pick<CatalogueEntry, 'files' | 'expectations'>,
  folder: string,
  openEncoder: (folder: string, precision: 'fp32' | 'int8') => Promise<Encoder>,
): Promise<Verification> {
  const { model, checkpointPath, sha256 } = await readModelFolder(folder);
  // Where nothing promises it, it was just read off the file.
  if (model.checkpoint.sha256 !== undefined) await checkFile(checkpointPath, sha256);
  for (const file of entry.files) if (file.sha256) await checkFile(join(folder, file.name), file.sha256);

  const caches = await examineCaches(folder);
  const int8 = await measuredInt8(entry.expectations, folder, openEncoder);
  const encoder = await openEncoder(folder, 'fp32');
  try {
    const similarities: VerifiedSimilarity[] = [];
    for (const { title, query, candidates } of entry.expectations) {
      const vector = await encode(encoder, query);
      for (const { published, ...candidate } of candidates) {
        const measured = dotProduct(vector, await encode(encoder, candidate));
        const holds = Math.abs(measured - published) <= SIMILARITY_TOLERANCE;
        similarities.push({
          ...{ title, candidate: label(candidate), published, measured, holds },
          int8: int8[similarities.length],
        });
      }
    }
    return { checkpoint: sha256, caches, similarities, holds: similarities.every(({ holds }) => holds) };
  } finally {
    await encoder.close();
  }
}

/** The similarities once more in int8, in the same order; none where the model is not prepared for it. */
async function measuredInt8(
  expectations: CatalogueEntry['expectations'],
  folder: string,
  openEncoder: (folder: string, precision: 'int8') => Promise<Encoder>,
): Promise<number[]> {
  if (expectations.length === 0 || (await preparedFor(folder)) === null) return [];
  const encoder = await openEncoder(folder, 'int8');
  try {
    const measured: number[] = [];
    for (const { query, candidates } of expectations) {
      const vector = await encode(encoder, query);
      for (const candidate of candidates) measured.push(dotProduct(vector, await encode(encoder, candidate)));
    }
    return measured;
  } finally {
    await encoder.close();
  }
}

async function checkFile(path: string, expected: string): Promise<void> {
  const found = await sha256OfFile(path).catch((cause: unknown) => {
    throw new SetupError('HASH_MISMATCH', `${path} cannot be read. Install the model again.`, { cause });
  });
  if (found === expected) return;
  throw new SetupError(
    'HASH_MISMATCH',
    `${path} is not the file that was installed: SHA-256 ${found}, expected ${expected}. Remove the model and install it again.`,
  );
}

async function encode(encoder: Encoder, { image, text }: ExpectationInput): Promise<Float32Array> {
  const request = { priority: 'interactive', ...(text === undefined ? {} : { instruction: text }) } as const;
  const { embedding } = await encoder.encode(
    image === undefined ? request : { ...request, image: await picture(image) },
  );
  return embedding;
}

async function picture(file: string): Promise<EncoderImage> {
  return { id: await sha256OfFile(file), load: () => readFile(file) };
}

const dotProduct = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);

const label = ({ image, text }: ExpectationInput) =>
  [image && basename(image), text && `"${text.length > 40 ? `${text.slice(0, 39)}…` : text}"`]
    .filter(Boolean)
    .join(' + ');
