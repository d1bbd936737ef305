// Uses up a small file system page by page and stores, changes and deletes at each step. Run by the tests as a process
// of its own: disk-filler.ts <folder on a file system of a few MiB>. Prints one JSON report.
import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LeopardError } from '../../src/lib/errors.js';
import { openSearchHistory } from '../../src/services/storage/file-store/searches/history.js';
import { openImageStore } from '../../src/services/storage/file-store/images/index.js';
import type { ImageStore, NewImage } from '../../src/services/storage/images.js';
import { identity as smallIdentity, newImage, sha256 } from './support.js';

const PAGE = 4096;
/** Every kind of write takes whole pages of its own: three for an original, one for an embedding, one for a record. */
const identity = { ...smallIdentity, dimension: PAGE / 4 };
const embedding = new Float32Array(identity.dimension).fill(1 / Math.sqrt(identity.dimension));

const [folder = ''] = process.argv.slice(2);
const data = join(folder, 'data');
const filler = join(folder, 'filler');
const faults: string[] = [];
const refused = { create: 0, put: 0, update: 0, search: 0 };
const stored = new Map<string, NewImage>();

function picture(name: string): NewImage {
  const original = Buffer.concat([Buffer.from(name), Buffer.alloc(3 * PAGE - name.length, 7)]);
  const { record } = newImage(name, stored.size, { padding: 'x'.repeat(PAGE) });
  return { original, embedding, record: { ...record, id: sha256(original), bytes: original.length } };
}

/** Leaves so many pages free, or as few as there are. */
async function leaveFree(pages: number): Promise<void> {
  await makeRoom();
  const { bavail, bsize } = await statfs(folder);
  await writeFile(filler, Buffer.alloc(Math.max(0, bavail * bsize - pages * PAGE)));
}

const makeRoom = () => rm(filler, { force: true });

/** @returns whether it worked; anything but success and the right code is a fault. */
async function attempt(kind: keyof typeof refused, task: () => Promise<unknown>): Promise<boolean> {
  try {
    await task();
    return true;
  } catch (error) {
    refused[kind] += 1;
    const right =
      error instanceof LeopardError && error.code === 'STORAGE_UNAVAILABLE' && error.message.includes('full');
    if (!right) faults.push(`${kind}: ${String(error)}`);
    return false;
  }
}

async function compare(store: ImageStore, when: string): Promise<void> {
  if (store.count !== stored.size) faults.push(`${when}: ${store.count} pictures, ${stored.size} were acknowledged`);
  for (const [id, { original, record }] of stored) {
    const whole = Buffer.from(await store.original(id)).equals(original) && (await store.embedding(id)) !== undefined;
    if (!whole || store.get(id)?.fileName !== record.fileName) faults.push(`${when}: ${id} is not whole`);
  }
}

for (let pages = 0; pages < 40; pages++) {
  await leaveFree(pages);
  if (await attempt('create', async () => (await openImageStore(data, { identity })).close())) break;
  await makeRoom();
  await rm(data, { recursive: true, force: true });
}
await makeRoom();
let store = await openImageStore(data, { identity });
const history = await openSearchHistory(join(folder, 'searches'), { seconds: 60, bytes: 1024 ** 2 });
for (let pages = 9; pages >= 0; pages--) {
  const [first, second] = [picture(`before ${pages}`), picture(`full ${pages}`)];
  await store.put(first);
  stored.set(first.record.id, first);
  await leaveFree(pages);
  if (await attempt('put', () => store.put(second))) stored.set(second.record.id, second);
  await leaveFree(pages % 2);
  const padding = 'y'.repeat(2 * PAGE);
  await attempt('update', () => store.update(first.record.id, { metadata: { padding } }));
  const query = { image: null, instruction: 'x'.repeat(PAGE), region: null, filter: null, minScore: null, limit: 9 };
  const timings = { queue: 0, decode: 0, vision: 0, fuse: 0, vectorSearch: 0, total: 0 };
  await attempt('search', () => history.save({ query, picture: null, embedding, hits: [], complete: true, timings }));
  await compare(store, `with ${pages} pages free`);

  // Deleting is how people make room: it has to work when there is none.
  await leaveFree(0);
  const outcome = await store.delete([first.record.id]).catch((error: unknown) => String(error));
  if (typeof outcome === 'string') faults.push(`delete on a full disk: ${outcome}`);
  stored.delete(first.record.id);
  if (pages % 3 === 0) {
    await store.close();
    store = await openImageStore(data, { identity });
  }
  await compare(store, `after a deletion with no page free (${pages})`);

  await makeRoom();
  await store.put(second);
  stored.set(second.record.id, second);
  await history.save({ query, picture: null, embedding, hits: [], complete: true, timings });
}
// The words of many deletions need room of their own before anything is freed.
const many = Array.from({ length: 100 }, (_, n) => newImage(`many ${n}`).record.id);
for (let n = 0; n < many.length; n++) await store.put({ ...newImage(`many ${n}`), embedding });
await leaveFree(0);
const outcome = await store.delete(many).catch((error: unknown) => String(error));
if (typeof outcome === 'string') faults.push(`delete many on a full disk: ${outcome}`);
await makeRoom();
await history.close();
await store.close();
store = await openImageStore(data, { identity });
await compare(store, 'at the end');
await store.close();
process.stdout.write(`report ${JSON.stringify({ faults, refused, stored: stored.size })}\n`);
