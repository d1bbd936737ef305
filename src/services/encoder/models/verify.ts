import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { SetupError } from '../../../lib/errors.js';
import { type Encoder, type EncoderImage } from '../types.js';
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
  readonly holds: boolean;
}

export interface Verification {
  /** SHA-256 of the checkpoint as config.json names it. */
  readonly checkpoint: string;
  readonly similarities: readonly VerifiedSimilarity[];
  readonly holds: boolean;
}

/**
 * Checks an installed model: its files against their hashes, then its vectors against the similarities that its authors published.
 *
 * @param openEncoder opens the model in a folder with `reference` preprocessing, as the authors computed
 * @throws SetupError HASH_MISMATCH, MODEL_*
 */
export async function verifyModel(
  entry: Pick<CatalogueEntry, 'files' | 'expectations'>,
  folder: string,
  openEncoder: (folder: string) => Promise<Encoder>,
): Promise<Verification> {
  const { checkpointPath, sha256 } = await readModelFolder(folder);
  await checkFile(checkpointPath, sha256);
  for (const file of entry.files) if (file.sha256) await checkFile(join(folder, file.name), file.sha256);

  const encoder = await openEncoder(folder);
  try {
    const similarities: VerifiedSimilarity[] = [];
    for (const { title, query, candidates } of entry.expectations) {
      const vector = await encode(encoder, query);
      for (const { published, ...candidate } of candidates) {
        const measured = dotProduct(vector, await encode(encoder, candidate));
        const holds = Math.abs(measured - published) <= SIMILARITY_TOLERANCE;
        similarities.push({ title, candidate: label(candidate), published, measured, holds });
      }
    }
    return { checkpoint: sha256, similarities, holds: similarities.every(({ holds }) => holds) };
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
