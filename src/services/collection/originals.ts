import type { Readable } from 'node:stream';
import { LeopardError } from '../../lib/errors.js';
import { type ByteRange, type Images, type Objects, originalKey } from '../storage/types/index.js';

export interface OriginalsParts {
  readonly images: Pick<Images, 'get'>;
  readonly objects: Objects;
}

/** The bytes of stored pictures, as they came. */
export class Originals {
  constructor(private readonly parts: OriginalsParts) {}

  /** @throws LeopardError IMAGE_NOT_FOUND; STORAGE_UNAVAILABLE where a picture that is there has lost its bytes */
  async bytes(id: string, signal?: AbortSignal): Promise<Uint8Array> {
    return (await this.parts.objects.get(originalKey(id), signal)) ?? this.#missing(id);
  }

  /**
   * Read it to its end or destroy it. `total`: of the whole picture, in bytes.
   * @throws LeopardError as `bytes` does; RangeError where the range begins behind the end
   */
  async stream(
    id: string,
    range?: ByteRange,
    signal?: AbortSignal,
  ): Promise<{ readonly body: Readable; readonly bytes: number; readonly total: number }> {
    return (await this.parts.objects.stream(originalKey(id), range, signal)) ?? this.#missing(id);
  }

  /** Where a person finds it: an absolute path, or an address. */
  location(id: string): string {
    return this.parts.objects.location(originalKey(id));
  }

  /** An object goes after its record: where there is a record without one, it was lost. */
  async #missing(id: string): Promise<never> {
    const [record] = await this.parts.images.get([id]);
    if (record === undefined) throw imageNotFound(id);
    throw new LeopardError(
      'STORAGE_UNAVAILABLE',
      `The original of picture ${id} is missing. Stop the server and run \`leopard doctor --repair\`.`,
    );
  }
}

export const imageNotFound = (id: string) =>
  new LeopardError(
    'IMAGE_NOT_FOUND',
    // As a client gave it, at most as long as a real one.
    `There is no picture ${id.length > 64 ? `${id.slice(0, 64)}…` : id}. It may have been deleted; list those that are there with \`images\`.`,
  );
