import { LeopardError } from '../../../lib/errors.js';
import { decodingCost } from '../../image-files/decoders/cost.js';
import type { Decoders } from '../../image-files/decoders/decoders.js';
import { operationModule } from '../../image-files/decoders/operation.js';
import type { PixelLimit } from '../../image-files/open.js';
import { DiskCache } from './disk-cache.js';
import { RENDERING, renderingCost, type RenderTask, type RenditionFormat } from './render.js';
import { type Box, fitInside, type Size } from './size.js';

export { RENDITION_FORMATS, type RenditionFormat } from './render.js';
export { type Box, fitInside, type Size } from './size.js';

/** A picture to make renditions of. */
export interface RenditionSource extends Size {
  /** SHA-256 of the original bytes, hexadecimal. */
  readonly id: string;
  readonly mimeType: string;
  /** Of the file. */
  readonly bytes: number;
  readonly load: () => Promise<Uint8Array>;
}

export interface MakeOptions {
  /** False: leaves nothing on the disk. */
  readonly keep?: boolean;
  /** Whose request it is: clients take turns. */
  readonly client?: string | undefined;
}

export interface RenditionOptions {
  readonly folder: string;
  /** Disk space; 0 keeps nothing. */
  readonly cacheBytes: number;
  /** Renditions that may wait to be made before further ones are refused. */
  readonly queueLength: number;
  readonly limit: PixelLimit;
  readonly decoders: Decoders;
  readonly warn?: (message: string, error: unknown) => void;
  readonly now?: () => number;
}

export interface Renditions {
  /** Identity of the bytes that `make` gives: the same name, the same bytes. */
  name(source: RenditionSource, box: Box, format: RenditionFormat): string;
  /**
   * A resized picture; the same one asked for twice at a time is made once.
   * @throws LeopardError OVERLOADED, IMAGE_NOT_FOUND (as `load` does), IMAGE_UNREADABLE, IMAGE_TOO_LARGE, ENCODER_UNAVAILABLE
   */
  make(source: RenditionSource, box: Box, format: RenditionFormat, options?: MakeOptions): Promise<Buffer>;
  /** Deletes what was made of these pictures; complete when it resolves. */
  remove(ids: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

const RENDER = operationModule<RenderTask, null>('render-operation', import.meta.url);

/** Makes resized pictures in the decoders and keeps them on the disk. */
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
  let waiting = 0;
  const flights = new Map<string, { readonly id: string; readonly result: Promise<Buffer> }>();

  const nameOf = (source: RenditionSource, box: Box, format: RenditionFormat) => {
    const { width, height } = fitInside(source, box);
    return `${width}x${height}-${RENDERING}.${format}`;
  };

  async function render(source: RenditionSource, box: Box, format: RenditionFormat, client?: string): Promise<Buffer> {
    if (waiting >= options.queueLength) {
      throw new LeopardError('OVERLOADED', 'Too many pictures are being resized. Try again in a moment.', {
        retryAfterSeconds: 1,
      });
    }
    const size = fitInside(source, box);
    const cost = decodingCost(source) + renderingCost(size, format);
    let begun = false;
    const begin = () => {
      if (!begun) waiting -= 1;
      begun = true;
    };
    const load = () => {
      begin();
      return source.load();
    };
    waiting += 1;
    try {
      const task = { ...options.limit, size, format };
      return (await options.decoders.run(RENDER, { load, cost }, task, { priority: 'interactive', client })).bytes;
    } finally {
      begin();
    }
  }

  async function produce(
    source: RenditionSource,
    box: Box,
    format: RenditionFormat,
    { keep, client }: MakeOptions,
  ): Promise<Buffer> {
    const name = nameOf(source, box, format);
    const kept = keep ? await cache?.read(source.id, name) : undefined;
    if (kept) return kept;
    const made = await render(source, box, format, client);
    // A full disk makes pictures slower, not unavailable.
    if (keep)
      await cache?.write(source.id, name, made).catch((error: unknown) => options.warn?.('rendition not kept', error));
    return made;
  }

  return {
    name: nameOf,
    make(source, box, format, { keep = true, client } = {}) {
      const key = `${source.id}/${nameOf(source, box, format)}/${keep}`;
      const flight = flights.get(key);
      if (flight) return flight.result;
      const result = produce(source, box, format, { keep, client }).finally(() => flights.delete(key));
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
      await Promise.allSettled([...flights.values()].map(({ result }) => result));
      await cache?.settle();
    },
  };
}
