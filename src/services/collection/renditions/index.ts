import { availableParallelism } from 'node:os';
import PQueue from 'p-queue';
import { LeopardError } from '../../../lib/errors.js';
import { DiskCache } from './disk-cache.js';
import { render, RENDERING, type RenditionFormat } from './render.js';
import { type Box, fitInside, type Size } from './size.js';

export { RENDITION_FORMATS, type RenditionFormat } from './render.js';
export { type Box, fitInside, type Size } from './size.js';

/** A picture to make renditions of. */
export interface RenditionSource extends Size {
  /** SHA-256 of the original bytes, hexadecimal. */
  readonly id: string;
  readonly load: () => Promise<Uint8Array>;
}

export interface RenditionOptions {
  readonly folder: string;
  /** Disk space; 0 keeps nothing. */
  readonly cacheBytes: number;
  /** Renditions that may wait to be made before further ones are refused. */
  readonly queueLength: number;
  readonly imagePixels: number;
  readonly warn?: (message: string, error: unknown) => void;
  readonly now?: () => number;
}

export interface Renditions {
  /** Identity of the bytes that `make` gives: the same name, the same bytes. */
  name(source: RenditionSource, box: Box, format: RenditionFormat): string;
  /**
   * A resized picture; the same one asked for twice at a time is made once. `keep: false` leaves nothing on the disk.
   * @throws LeopardError OVERLOADED, IMAGE_NOT_FOUND (as `load` does), IMAGE_UNREADABLE
   */
  make(source: RenditionSource, box: Box, format: RenditionFormat, options?: { keep?: boolean }): Promise<Buffer>;
  /** Deletes what was made of these pictures; complete when it resolves. */
  remove(ids: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Makes resized pictures off the event loop (in libvips' threads) and keeps them on the disk. */
export function createRenditions(options: RenditionOptions): Renditions {
  const cache =
    options.cacheBytes > 0
      ? new DiskCache({
          folder: options.folder,
          name: new RegExp(`^\\d+x\\d+-${RENDERING.replaceAll('.', '\\.')}\\.(webp|avif|jpeg)$`),
          maximumBytes: options.cacheBytes,
          now: options.now ?? Date.now,
        })
      : undefined;
  const queue = new PQueue({ concurrency: Math.max(1, Math.min(4, availableParallelism())) });
  const flights = new Map<string, { readonly id: string; readonly result: Promise<Buffer> }>();

  const nameOf = (source: RenditionSource, box: Box, format: RenditionFormat) => {
    const { width, height } = fitInside(source, box);
    return `${width}x${height}-${RENDERING}.${format}`;
  };

  async function produce(source: RenditionSource, box: Box, format: RenditionFormat, keep: boolean): Promise<Buffer> {
    const name = nameOf(source, box, format);
    const kept = keep ? await cache?.read(source.id, name) : undefined;
    if (kept) return kept;
    if (queue.size >= options.queueLength) {
      throw new LeopardError('OVERLOADED', 'Too many pictures are being resized. Try again in a moment.', {
        retryAfterSeconds: 1,
      });
    }
    const made = await queue.add(async () =>
      render(await source.load(), fitInside(source, box), format, options.imagePixels),
    );
    // A full disk makes pictures slower, not unavailable.
    if (keep)
      await cache?.write(source.id, name, made).catch((error: unknown) => options.warn?.('rendition not kept', error));
    return made;
  }

  return {
    name: nameOf,
    make(source, box, format, { keep = true } = {}) {
      const key = `${source.id}/${nameOf(source, box, format)}/${keep}`;
      const flight = flights.get(key);
      if (flight) return flight.result;
      const result = produce(source, box, format, keep).finally(() => flights.delete(key));
      flights.set(key, { id: source.id, result });
      return result;
    },
    async remove(ids) {
      const gone = new Set(ids);
      // A rendition that is being made would be written after the deletion.
      await Promise.allSettled([...flights.values()].filter(({ id }) => gone.has(id)).map(({ result }) => result));
      for (const id of gone) await cache?.remove(id);
    },
    async close() {
      await queue.onIdle();
      await Promise.allSettled([...flights.values()].map(({ result }) => result));
      await cache?.settle();
    },
  };
}
