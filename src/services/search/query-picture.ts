import type { Limits } from '../../config/index.js';
import { LeopardError } from '../../lib/errors.js';
import type { EncoderImage, Region } from '../encoder/types.js';
import { imageId } from '../image-files/image-id.js';
import { inspectImage } from '../collection/inspect.js';
import { openImage } from '../image-files/open.js';
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

/** Files up to this size are kept as they are, larger ones as a picture of at most this side. */
const KEPT_BYTES = 512 * 1024;
const KEPT_SIDE = 1024;

export interface QueryPictureOptions {
  readonly images: ImageStore;
  readonly reader: PictureReader;
  readonly limits: Limits;
}

/** @throws LeopardError IMAGE_*, URL_*, BAD_USER_INPUT, TIMEOUT */
export async function readQueryPicture(
  picture: SearchPicture,
  region: Region | undefined,
  { images, reader, limits }: QueryPictureOptions,
  signal?: AbortSignal,
): Promise<ReadyPicture> {
  if (picture.kind === 'stored') return storedPicture(picture.id, region, images);
  const { bytes } = await reader.read(picture, signal);
  const [id, { mimeType, width, height }] = await Promise.all([imageId(bytes), inspectImage(bytes, limits)]);
  const kept = await worthKeeping(bytes, mimeType, limits);
  return {
    query: { id, stored: false, mimeType: kept.mimeType, width, height },
    forEncoder: { id, load: async () => bytes, region },
    kept: kept.bytes,
  };
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
  return {
    query: { id, stored: true, mimeType, width, height },
    forEncoder: { id, load: () => images.original(id), region },
    kept: null,
  };
}

async function worthKeeping(bytes: Buffer, mimeType: string, { imagePixels }: Limits) {
  if (bytes.length <= KEPT_BYTES) return { bytes, mimeType };
  const smaller = await openImage(bytes, { maximumPixels: imagePixels })
    .autoOrient()
    .resize(KEPT_SIDE, KEPT_SIDE, { fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .jpeg({ quality: 88 })
    .toBuffer()
    // Damage is for the encoder to report; here it only means that nothing smaller can be kept.
    .catch(() => undefined);
  return smaller === undefined ? { bytes, mimeType } : { bytes: smaller, mimeType: 'image/jpeg' };
}

/** An id as a client gave it, at most as long as a real one. */
const shown = (id: string) => (id.length > 64 ? `${id.slice(0, 64)}…` : id);
