import { setTimeout as pause } from 'node:timers/promises';
import type { EncoderIdentity } from '../../encoder/types.js';
import type { Storage } from '../../storage/open.js';
import { type ImageToPut, originalKey, type StoredImage } from '../../storage/types/index.js';

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
  /** Whether a picture is there already, with an embedding of this encoder. */
  has(id: string): Promise<boolean>;
  /** A picture that is there already stays as it is. Durable when it resolves. */
  put(image: ImportedImage): Promise<'stored' | 'unchanged'>;
}

/** A deployment without its index, which follows when a server is started. @param encoder the number that the database gives it */
export function importTarget(
  place: Pick<Storage, 'database' | 'objects'>,
  identity: EncoderIdentity,
  encoder: number,
): ImportTarget {
  return {
    identity,
    has: async (id) => (await place.database.images.embeddings([id], encoder))[0] !== undefined,
    put: ({ original, record, embedding }) =>
      putWhole(place, original, { record, encoder, embedding: { vector: embedding, length: 1 } }),
  };
}

/** Object first, then record; completes a deletion that is in the way. */
export async function putWhole(
  { database: { images }, objects }: Pick<Storage, 'database' | 'objects'>,
  original: Uint8Array,
  image: Omit<ImageToPut, 'objectSince'>,
): Promise<'stored' | 'unchanged'> {
  const { id, mimeType } = image.record;
  for (;;) {
    const objectSince = await images.clock();
    await objects.put(originalKey(id), original, { contentType: mimeType });
    const [outcome] = await images.put([{ ...image, objectSince }]);
    if (outcome?.status !== 'removing') return outcome?.status === 'known' ? 'unchanged' : 'stored';
    // A crash came into its deletion. What may be left of it is made of the same bytes.
    const began = performance.now();
    const [reserved] = await images.reserveRemovals([id]);
    if (reserved === undefined) await pause(LOOK);
    else {
      await objects.delete([originalKey(reserved)], { notAfter: began + IN_TIME });
      await images.removed([reserved]);
    }
  }
}
