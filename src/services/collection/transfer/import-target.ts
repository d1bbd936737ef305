import { setTimeout as pause } from 'node:timers/promises';
import type { EncoderIdentity } from '../../encoder/types.js';
import type { Storage } from '../../storage/open.js';
import { originalKey, type StoredImage } from '../../storage/types/index.js';

/** Between two looks whether another server has completed a deletion, and time to complete one, in milliseconds. */
const LOOK = 200;
const IN_TIME = 10_000;

export interface ImportedImage {
  readonly original: Uint8Array;
  readonly record: StoredImage;
  /** `Float32Array [dimension]`, length 1. */
  readonly embedding: Float32Array;
}

/** Where imported pictures go. */
export interface ImportTarget {
  /** Of the encoder that its embeddings come from. */
  readonly identity: EncoderIdentity;
  /** A picture that is there already stays as it is. Durable when it resolves. */
  put(image: ImportedImage): Promise<'stored' | 'unchanged'>;
}

/** A deployment without its index, which follows when a server is started. @param encoder the number that the database gives it */
export function importTarget(
  { database: { images }, objects }: Pick<Storage, 'database' | 'objects'>,
  identity: EncoderIdentity,
  encoder: number,
): ImportTarget {
  return {
    identity,
    async put({ original, record, embedding }) {
      for (;;) {
        const objectSince = await images.clock();
        await objects.put(originalKey(record.id), original, { contentType: record.mimeType });
        const image = { record, encoder, embedding: { vector: embedding, length: 1 }, objectSince };
        const [outcome] = await images.put([image]);
        if (outcome?.status !== 'removing') return outcome?.status === 'known' ? 'unchanged' : 'stored';
        // A crash came into its deletion. What may be left of it is made of the same bytes.
        const [reserved] = await images.reserveRemovals([record.id]);
        if (reserved === undefined) await pause(LOOK);
        else {
          await objects.delete([originalKey(reserved)], { notAfter: performance.now() + IN_TIME });
          await images.removed([reserved]);
        }
      }
    },
  };
}
