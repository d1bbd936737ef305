import type { EncoderIdentity } from '../../encoder/types.js';
import type { Storage } from '../../storage/open.js';
import { originalKey, type StoredImage } from '../../storage/types/index.js';

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
  { database: { images }, objects }: Pick<Storage, 'database' | 'objects'>,
  identity: EncoderIdentity,
  encoder: number,
): ImportTarget {
  return {
    identity,
    has: async (id) => (await images.embeddings([id], encoder))[0] !== undefined,
    async put({ original, record, embedding }) {
      for (;;) {
        await objects.put(originalKey(record.id), original, { contentType: record.mimeType });
        const [outcome] = await images.put([{ record, encoder, embedding: { vector: embedding, length: 1 } }]);
        if (outcome?.status !== 'removing') return outcome?.status === 'known' ? 'unchanged' : 'stored';
        // A crash came into its deletion. What may be left of it is made of the same bytes.
        await objects.delete([originalKey(record.id)]);
        await images.removed([record.id]);
      }
    },
  };
}
