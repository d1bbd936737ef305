import type { Limits } from '../../config/index.js';
import { LeopardError } from '../../lib/errors.js';
import type { EncoderImage, Region } from '../encoder/types.js';
import { imageId } from '../image-files/image-id.js';
import { pixelLimit } from '../image-files/limits.js';
import { INSPECT, ofPictures } from '../collection/picture-operations.js';
import { decodingCost } from '../image-files/decoders/cost.js';
import type { Decoders } from '../image-files/decoders/decoders.js';
import { operationModule } from '../image-files/decoders/operation.js';
import type { PixelLimit } from '../image-files/open.js';
import type { Caller } from '../../lib/caller.js';
import type { PictureReader } from '../collection/picture-source.js';
import type { ImageStore } from '../storage/images.js';
import type { QueryPicture } from '../storage/searches.js';
import type { SearchPicture } from './types.js';

/** A query picture, ready for the encoder and for the history. */
export interface ReadyPicture {
  readonly query: QueryPicture;
  readonly forEncoder: EncoderImage;
  /** Bytes for the history; null for a stored picture. */
  readonly kept: Uint8Array | null;
}

/** Files up to this size are kept as they are, larger ones as a smaller picture. */
const KEPT_BYTES = 512 * 1024;

const KEEP = operationModule<PixelLimit, null>('keep-operation', import.meta.url);

export interface QueryPictureOptions {
  readonly images: ImageStore;
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
  const { images, reader, limits, decoders } = options;
  if (picture.kind === 'stored') return use(storedPicture(picture.id, region, images));
  return reader.withPicture(picture, caller, async ({ bytes }) => {
    const load = async () => bytes;
    const turn = { ...caller, priority: 'interactive' } as const;
    const [id, { facts }] = await Promise.all([
      imageId(bytes),
      decoders.run(INSPECT, { load }, ofPictures(limits), turn),
    ]);
    const { mimeType, width, height, cost } = facts;
    const kept = { bytes: bytes as Uint8Array, mimeType: mimeType as string };
    if (bytes.length > KEPT_BYTES) {
      kept.bytes = (await decoders.run(KEEP, { load, cost }, pixelLimit(limits), turn)).bytes;
      kept.mimeType = 'image/jpeg';
    }
    return use({
      query: { id, stored: false, mimeType: kept.mimeType, width, height },
      forEncoder: { id, load, region, cost },
      kept: kept.bytes,
    });
  });
}

function storedPicture(id: string, region: Region | undefined, images: ImageStore): ReadyPicture {
  const record = images.get(id);
  if (record === undefined) {
    throw new LeopardError(
      'IMAGE_NOT_FOUND',
      `There is no picture ${shown(id)}. List those that are there with \`images\`.`,
    );
  }
  const { mimeType, width, height } = record;
  const cost = decodingCost(record);
  return {
    query: { id, stored: true, mimeType, width, height },
    forEncoder: { id, load: () => images.original(id), region, cost },
    kept: null,
  };
}

/** An id as a client gave it, at most as long as a real one. */
const shown = (id: string) => (id.length > 64 ? `${id.slice(0, 64)}…` : id);
