import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import sharp from 'sharp';
import { request } from 'undici';
import { afterAll, onTestFinished } from 'vitest';
import { createPictureRouter, type PictureRouterOptions } from '../../src/http/pictures/index.js';
import { createRenditions, type RenditionOptions } from '../../src/services/collection/renditions/index.js';
import { systemClock } from '../../src/lib/clock.js';
import { Collection } from '../../src/services/collection/collection.js';
import { createDecoders, type Decoders } from '../../src/services/image-files/decoders/decoders.js';
import { SearchHistory } from '../../src/services/search/history.js';
import type { StoredImage } from '../../src/services/storage/types/index.js';
import { openTestStore, type TestStore } from '../support/stored.js';
import { memoryLogger } from '../support/server.js';

const identity = { model: 'test', checkpoint: '0'.repeat(64), dimension: 4, precision: 'fp32', preprocessing: 'web-1' };

/** What the tests of a file share: a database is two threads, a decoder a process. */
interface Shared {
  readonly decoders: Decoders;
  store(): Promise<TestStore>;
}

interface PictureServerOptions extends Partial<PictureRouterOptions> {
  /** Left out, it shares a store with the other tests of the file. */
  readonly folder?: string;
  readonly rendition?: Partial<RenditionOptions>;
  /** Told of each original that was read to be resized; it is resized when this resolves. */
  readonly beforeLoad?: () => Promise<void>;
  /** Told when a deletion comes to the renditions. */
  readonly onPurge?: () => void;
}

/** To be called once by a file of tests: gives what starts the picture router over a real store, on a port of its own. */
export function pictureServers() {
  const decoders = createDecoders({ milliseconds: 60_000 });
  let opened: Promise<{ readonly store: TestStore; readonly remove: () => Promise<void> }> | undefined;
  const open = async () => {
    const folder = await mkdtemp(join(tmpdir(), 'leopard-pictures-'));
    const remove = () => rm(folder, { recursive: true, force: true });
    return { store: await openTestStore(folder, identity), remove };
  };
  afterAll(async () => {
    decoders.close();
    const shared = await opened;
    await shared?.store.close();
    await shared?.remove();
  });
  const store = async () => (await (opened ??= open())).store;
  return (options: PictureServerOptions = {}) => startPictures({ decoders, store }, options);
}

export const embedding = Float32Array.of(1, 0, 0, 0);

/** A gate to wait at; `reached` resolves when the first has come. */
export function createGate() {
  let open: () => void = () => undefined;
  let reach: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const reached = new Promise<void>((resolve) => (reach = resolve));
  const wait = () => {
    reach();
    return opened;
  };
  return { open: () => open(), reached, wait };
}

export const idOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Every file below a folder, as path from it. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'leopard-pictures-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** `loads` lists the originals that were read to be resized. */
async function startPictures({ decoders, store }: Shared, options: PictureServerOptions) {
  const folder = options.folder ?? (await temporaryFolder());
  const renditionFolder = join(folder, 'renditions');
  const renditions = createRenditions({
    decoders,
    folder: renditionFolder,
    cacheBytes: 10_000_000,
    queueLength: 100,
    limit: { maximumPixels: 50_000_000 },
    ...options.rendition,
  });
  const own = options.folder !== undefined;
  const stored = own ? await openTestStore(join(folder, 'store'), identity) : await store();
  const { database, objects } = stored.storage;
  const logger = memoryLogger([]);
  const collection = await Collection.open({
    ...database,
    objects,
    // Deletions of pictures wait for nothing but the renditions here: there is no index.
    feed: { applied: async () => true },
    renditions: {
      remove: (ids) => {
        options.onPurge?.();
        return renditions.remove(ids);
      },
    },
    concurrency: 4,
    logger,
  });
  const searches = new SearchHistory({
    ...database,
    objects,
    sweep: collection.sweep,
    seconds: 3600,
    bytes: 10_000_000,
    logger,
  });
  const loads: string[] = [];
  const app = express();
  app.use(
    createPictureRouter({
      collection: {
        get: (ids) => collection.get(ids),
        originals: Object.assign(Object.create(collection.originals), {
          bytes: async (id: string) => {
            loads.push(id);
            const bytes = await collection.originals.bytes(id);
            await options.beforeLoad?.();
            return bytes;
          },
        }),
      },
      renditions,
      searches,
      reranker: { contactSheet: async () => undefined },
      decoders,
      limits: { imagePixels: 50_000_000 },
      clock: systemClock,
      maximumSide: 4096,
      crossOrigin: false,
      authorize: async () => ({ caching: { shared: true }, client: '' }),
      ...options,
    }),
  );
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await renditions.close();
    await searches.close();
    await collection.close();
    if (own) await stored.close();
  };
  let closed: Promise<void> | undefined;
  const closeOnce = () => (closed ??= close());
  onTestFinished(closeOnce);
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    origin,
    stored,
    collection,
    searches,
    renditions,
    renditionFolder,
    loads,
    close: closeOnce,
    get: (path: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') =>
      ask(`${origin}${path}`, headers, method),
    async add(original: Buffer, record: Partial<StoredImage> = {}): Promise<string> {
      const { width = 0, height = 0, orientation = 1 } = await sharp(original).metadata();
      const id = idOf(original);
      // As another test has left it.
      await stored.delete([id]);
      await stored.put({
        original,
        embedding,
        record: {
          id,
          fileName: 'leopard.jpg',
          mimeType: 'image/jpeg',
          bytes: original.length,
          width: orientation >= 5 ? height : width,
          height: orientation >= 5 ? width : height,
          placeholder: 'data:,',
          metadata: {},
          createdAt: '2026-01-01T00:00:00.000Z',
          ...record,
        },
      });
      return id;
    },
  };
}

/** Not `fetch`, which adds `Cache-Control: no-cache` to conditional requests. */
async function ask(url: string, headers: Record<string, string>, method: 'GET' | 'HEAD'): Promise<Response> {
  const answer = await request(url, { method, headers: { accept: '*/*', ...headers } });
  const body = await answer.body.arrayBuffer();
  const init = {
    status: answer.statusCode,
    headers: Object.entries(answer.headers).map(([name, value]) => [name, String(value)]),
  };
  return new Response(answer.statusCode === 304 ? null : body, init as ResponseInit);
}

export async function bodyOf(response: Response): Promise<Buffer> {
  return Buffer.from(await response.arrayBuffer());
}
