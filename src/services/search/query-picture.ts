import type { Limits } from '../../config/index.js';
import type { EncoderImage, Region } from '../encoder/types.js';
import { imageId } from '../image-files/image-id.js';
import { inspectImage } from '../collection/inspect.js';
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
  readonly limits: Limits;
}

/** @throws LeopardError IMAGE_*, URL_*, BAD_USER_INPUT, TIMEOUT */
export async function readQueryPicture(
  picture: SearchPicture,
  region: Region | undefined,
  { collection, reader, limits }: QueryPictureOptions,
  signal?: AbortSignal,
): Promise<ReadyPicture> {
  if (picture.kind === 'stored') return storedPicture(picture.id, region, collection);
  const { bytes } = await reader.read(picture, signal);
  const [id, { mimeType, width, height }] = await Promise.all([imageId(bytes), inspectImage(bytes, limits)]);
  return {
    query: { id, stored: false, mimeType, width, height },
    forEncoder: { id, load: async () => bytes, region },
    // As it was sent: asked with again, it gives the same vector.
    kept: bytes,
  };
}

async function storedPicture(id: string, region: Region | undefined, collection: Collection): Promise<ReadyPicture> {
  const [record] = await collection.get([id]);
  if (record === undefined) throw imageNotFound(id);
  const { mimeType, width, height } = record;
  return {
    query: { id, stored: true, mimeType, width, height },
    forEncoder: { id, load: () => collection.originals.bytes(id), region },
    kept: null,
  };
}
