import type { Limits } from '../../config/index.js';
import type { EncoderImage, Region } from '../encoder/types.js';
import { imageId } from '../image-files/image-id.js';
import { INSPECT, ofPictures } from '../collection/picture-operations.js';
import { decodingCost } from '../image-files/decoders/cost.js';
import type { Decoders } from '../image-files/decoders/decoders.js';
import type { Caller } from '../../lib/caller.js';
import type { PictureReader } from '../collection/picture-source.js';
import type { Collection } from '../collection/collection.js';
import { imageNotFound } from '../collection/originals.js';
import type { QueryPicture } from './saved-search.js';
import type { SearchPicture } from './types.js';

/** A query picture, ready for the encoder and for the history. */
export interface ReadyPicture {
  readonly query: QueryPicture;
  readonly forEncoder: EncoderImage;
  /** Bytes for the history; null for a stored picture. */
  readonly kept: Uint8Array | null;
}

export interface QueryPictureOptions {
  readonly collection: Collection;
  readonly reader: PictureReader;
  readonly decoders: Decoders;
  readonly limits: Limits;
}

/**
 * Reads the picture and hands it to `use`; what was read is in memory no longer than that takes.
 * @throws LeopardError IMAGE_*, URL_*, BAD_USER_INPUT, TIMEOUT; the reason of the signal; what `use` throws
 */
export async function withQueryPicture<T>(
  picture: SearchPicture,
  region: Region | undefined,
  options: QueryPictureOptions,
  caller: Caller,
  use: (ready: ReadyPicture) => Promise<T>,
): Promise<T> {
  const { collection, reader, limits, decoders } = options;
  if (picture.kind === 'stored') return use(await storedPicture(picture.id, region, collection));
  return reader.withPicture(picture, caller, async ({ bytes }) => {
    const load = async () => bytes;
    const turn = { ...caller, priority: 'interactive' } as const;
    const [id, { facts }] = await Promise.all([
      imageId(bytes),
      decoders.run(INSPECT, { load }, ofPictures(limits), turn),
    ]);
    const { mimeType, width, height, cost } = facts;
    return use({
      query: { id, stored: false, mimeType, width, height },
      forEncoder: { id, load, region, cost },
      // As it was sent: asked with again, it gives the same vector.
      kept: bytes,
    });
  });
}

async function storedPicture(id: string, region: Region | undefined, collection: Collection): Promise<ReadyPicture> {
  const [record] = await collection.get([id]);
  if (record === undefined) throw imageNotFound(id);
  const { mimeType, width, height } = record;
  const cost = decodingCost(record);
  return {
    query: { id, stored: true, mimeType, width, height },
    forEncoder: { id, load: () => collection.originals.bytes(id), region, cost },
    kept: null,
  };
}
