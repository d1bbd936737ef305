import type { Limits } from '../../config/index.js';
import type { EncoderImage, Region } from '../encoder/types.js';
import { imageId } from '../image-files/image-id.js';
import { INSPECT, ofPictures } from '../collection/picture-operations.js';
import { decodingCost } from '../image-files/decoders/cost.js';
import type { Decoders } from '../image-files/decoders/decoders.js';
import type { Caller } from '../../lib/caller.js';
import type { PictureReader, PictureSource } from '../collection/picture-source.js';
import type { Collection } from '../collection/collection.js';
import { imageNotFound } from '../collection/originals.js';
import { LeopardError } from '../../lib/errors.js';
import type { SearchHistory } from './history.js';
import type { PictureToKeep, QueryPicture, SavedSearch } from './saved-search.js';
import type { SearchPicture } from './types.js';

/** A query picture, ready for the encoder and for the history. */
export interface ReadyPicture {
  readonly query: QueryPicture;
  readonly forEncoder: EncoderImage;
  /** For the history; null for a stored picture. */
  readonly kept: PictureToKeep | null;
}

export interface QueryPictureOptions {
  readonly collection: Collection;
  readonly history: Pick<SearchHistory, 'get' | 'picture' | 'place'>;
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
  if (picture.kind === 'earlier') return use(await earlierPicture(picture.id, region, options));
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
      kept: await toKeep(id, bytes, picture, options, readAgain(id, picture, reader, caller)),
    });
  });
}

/**
 * What was sent can be read again from the request, which has it anyway; what was fetched is put into its place at once. In functions
 * of their own: a closure holds what those beside it hold, here the bytes.
 */
async function toKeep(
  sha256: string,
  bytes: Uint8Array,
  source: PictureSource,
  { history }: QueryPictureOptions,
  again: PictureToKeep,
): Promise<PictureToKeep> {
  if (source.kind !== 'url') return again;
  try {
    return { sha256, placed: await history.place(sha256, bytes) };
  } catch (error) {
    if (error instanceof LeopardError) return notPlaced(sha256, error);
    throw error;
  }
}

const readAgain = (sha256: string, source: PictureSource, reader: PictureReader, caller: Caller): PictureToKeep => ({
  sha256,
  read: (use) => reader.withPicture(source, caller, ({ bytes }) => use(bytes)),
});

/** Answered all the same; the search says that it was not kept. */
const notPlaced = (sha256: string, cause: LeopardError): PictureToKeep => ({
  sha256,
  read: () => Promise.reject(cause),
});

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

/** The picture of an earlier search: what was encoded of it is found under the same key. */
async function earlierPicture(
  id: string,
  region: Region | undefined,
  { history, collection }: QueryPictureOptions,
): Promise<ReadyPicture> {
  const search = await history.get(id);
  if (search === undefined) throw searchNotFound(id);
  const { image, region: own } = search.query;
  if (image === null) {
    throw new LeopardError('BAD_USER_INPUT', 'That earlier search was asked without a picture. Name one that had one.');
  }
  const wanted = region ?? own ?? undefined;
  if (image.stored) return storedPicture(image.id, wanted, collection);
  const load = () => keptPicture(search, history);
  const cost = decodingCost({ ...image, bytes: 0 });
  return {
    query: image,
    forEncoder: { id: image.id, load, cost, region: wanted },
    kept: { sha256: image.id, read: async (use) => use(await load()) },
  };
}

async function keptPicture({ id }: SavedSearch, history: Pick<SearchHistory, 'picture'>): Promise<Uint8Array> {
  const bytes = await history.picture(id);
  if (bytes === undefined) throw searchNotFound(id);
  return bytes;
}

const searchNotFound = (id: string) =>
  new LeopardError(
    'SEARCH_NOT_FOUND',
    `There is no search ${id.slice(0, 64)} (any more): it has expired, or was erased. Send the picture again.`,
  );
