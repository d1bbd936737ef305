import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openSearchHistory } from '../../src/services/storage/file-store/searches/history.js';
import type { NewSearch } from '../../src/services/storage/searches.js';

const DAY = 24 * 3600;
const options = { seconds: 7 * DAY, bytes: 10 * 1024 ** 2 };

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'leopard-searches-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function openHistory(folder: string, changes: Partial<Parameters<typeof openSearchHistory>[1]> = {}) {
  const history = await openSearchHistory(folder, { ...options, ...changes });
  onTestFinished(() => history.close());
  return history;
}

const timings = { queue: 0.25, decode: 1, vision: 2, fuse: 3, vectorSearch: 0.1, total: 7 };
const embedding = Float32Array.from({ length: 12 }, (_, index) => Math.fround(Math.sin(index)));
const hits = Array.from({ length: 1000 }, (_, rank) => ({
  id: (rank + 1).toString(16).padStart(64, '0'),
  score: 1 / (rank + 3),
}));

/** A search with a query picture that the client sent. */
function pictured(picture: Uint8Array, name: string, instruction = 'in red'): NewSearch {
  const image = { id: name.repeat(64).slice(0, 64), stored: false, mimeType: 'image/webp', width: 640, height: 480 };
  const region = { left: 0.1, top: 0.2, width: 0.3, height: 0.4 };
  const filter = { all: [{ key: 'colour', in: ['red', 5, true] }], none: [{ key: 'a "b"', exists: true }] };
  const query = { image, instruction, region, filter, minScore: 0.25, limit: 9 };
  return { query, picture, embedding, hits, complete: true, timings };
}

function written(instruction: string): NewSearch {
  const query = { image: null, instruction, region: null, filter: null, minScore: null, limit: 9 };
  return { query, picture: null, embedding, hits: hits.slice(0, 3), complete: false, timings };
}

/** Every byte that a folder holds. */
async function contentOf(folder: string): Promise<Buffer> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Buffer.concat(await Promise.all(files.map((file) => readFile(file))));
}

test('a search is the same after a restart: query, embedding, hits, scores, picture', async () => {
  const folder = await temporaryFolder();
  const first = await openSearchHistory(folder, options);
  const search = pictured(new Uint8Array([1, 2, 3]), 'a', 'ça — "quoted" 日本');
  const saved = await first.save(search);
  const text = await first.save(written('a red chair'));
  await first.close();

  const second = await openHistory(folder);
  const again = await second.get(saved.id);
  expect(again).toEqual(saved);
  expect(again).toMatchObject({ query: search.query, timings });
  expect(again?.hits).toEqual(hits);
  expect(again?.embedding).toEqual(embedding);
  expect(await second.picture(saved.id)).toEqual(Buffer.from([1, 2, 3]));
  expect((await second.get(text.id))?.query.instruction).toBe('a red chair');
  expect(await second.picture(text.id)).toBeUndefined();
});

test('a search is there until expiresAt and not a millisecond longer, whatever the restarts', async () => {
  const folder = await temporaryFolder();
  let now = Date.UTC(2026, 0, 1);
  const history = await openSearchHistory(folder, { ...options, seconds: 60, clock: () => now });
  const { id, createdAt, expiresAt } = await history.save(pictured(new Uint8Array(9), 'b'));
  expect([createdAt, expiresAt]).toEqual(['2026-01-01T00:00:00.000Z', '2026-01-01T00:01:00.000Z']);
  now += 59_999;
  expect(await history.get(id)).toBeDefined();
  now += 1;
  expect(await history.get(id)).toBeUndefined();
  expect(await history.picture(id)).toBeUndefined();
  await history.close();

  const again = await openHistory(folder, { seconds: 60, clock: () => now });
  expect(again.count).toBe(0);
  expect((await contentOf(folder)).length).toBe(0);
});

test('an id that nobody was given opens nothing', async () => {
  const history = await openHistory(await temporaryFolder());
  const { id } = await history.save(written('x'));
  for (const wrong of [
    '',
    'x',
    '../results',
    `${id}~`,
    id.slice(1),
    `${id.slice(0, -1)}!`,
    randomBytes(22).toString('base64url'),
  ]) {
    expect(await history.get(wrong)).toBeUndefined();
    expect(await history.picture(wrong)).toBeUndefined();
  }
});

test('the oldest searches are forgotten when the space is used up, the newest stay', async () => {
  const folder = await temporaryFolder();
  const history = await openHistory(folder, { bytes: 400 * 1024 });
  const ids: string[] = [];
  for (let n = 0; n < 30; n++) {
    ids.push((await history.save(pictured(randomBytes(20_000), n.toString(16).padStart(2, '0')))).id);
    expect(history.bytes).toBeLessThanOrEqual(400 * 1024);
  }
  const there = await Promise.all(ids.map(async (id) => (await history.get(id)) !== undefined));
  expect(there.lastIndexOf(false)).toBe(there.indexOf(true) - 1);
  expect(there.filter(Boolean).length).toBe(history.count);
  expect(history.count).toBeGreaterThan(4);
  expect((await contentOf(folder)).length).toBeLessThanOrEqual(400 * 1024);
});

test('a search larger than all that may be kept is answered, and not kept', async () => {
  const folder = await temporaryFolder();
  const history = await openHistory(folder, { bytes: 1000 });
  const { id, hits: answered } = await history.save(pictured(new Uint8Array(5000), 'c'));
  expect(answered).toHaveLength(1000);
  expect(await history.get(id)).toBeUndefined();
  expect((await contentOf(folder)).length).toBe(0);
});

test('a search is kept with further hits, within the space for all, and comes back as it was', async () => {
  const folder = await temporaryFolder();
  const first = await openSearchHistory(folder, { ...options, bytes: 64 * 1024 });
  const old = await first.save(written('an old one'));
  const saved = await first.save({ ...pictured(new Uint8Array(9), '1'), hits: hits.slice(0, 3), complete: false });
  const later = await first.save(written('a later one'));
  const deeper = { ...saved, hits, complete: true };
  await first.extend(deeper);
  expect(await first.get(saved.id)).toEqual(deeper);
  // Three files and a picture; then one of them grew to 40 KiB.
  expect(first.bytes).toBe((4 + 40 + 4 + 4) * 1024);
  await first.extend({ ...later, hits: hits.slice(0, 500) });
  expect(await first.get(old.id)).toBeUndefined();
  await first.close();

  const second = await openHistory(folder);
  expect(await second.get(saved.id)).toEqual(deeper);
  expect(await second.picture(saved.id)).toEqual(Buffer.from(new Uint8Array(9)));
  expect((await second.get(later.id))?.hits).toHaveLength(500);
});

test('a search that was erased is not brought back by further hits', async () => {
  const folder = await temporaryFolder();
  const history = await openHistory(folder);
  const saved = await history.save(written('a secret'));
  await history.erase(saved.id);
  await history.extend({ ...saved, hits });
  expect(await history.get(saved.id)).toBeUndefined();
  expect((await contentOf(folder)).length).toBe(0);
});

test('erasing one search takes its words and its picture, unless another search shares that', async () => {
  const folder = await temporaryFolder();
  const history = await openHistory(folder);
  const picture = Buffer.from('the bytes of a private picture');
  const one = await history.save(pictured(picture, 'd', 'first secret'));
  const two = await history.save(pictured(picture, 'd', 'second secret'));

  expect(await history.erase(one.id)).toBe(true);
  expect(await history.erase(one.id)).toBe(false);
  expect(await history.get(one.id)).toBeUndefined();
  expect((await contentOf(folder)).includes('first secret')).toBe(false);
  expect(await history.picture(two.id)).toEqual(picture);

  expect(await history.erase(two.id)).toBe(true);
  expect((await contentOf(folder)).length).toBe(0);
  expect(history.bytes).toBe(0);
});

test('erasing all leaves nothing, also of searches of an earlier run', async () => {
  const folder = await temporaryFolder();
  const first = await openSearchHistory(folder, options);
  await first.save(pictured(Buffer.from('private'), 'e'));
  await first.close();
  const second = await openHistory(folder);
  await second.save(written('also private'));
  expect(await second.eraseAll()).toBe(2);
  expect((await contentOf(folder)).length).toBe(0);
  const { id } = await second.save(written('afterwards'));
  expect(await second.get(id)).toBeDefined();
});

test('a torn file and half-written ones are no searches, and the others are untouched', async () => {
  const folder = await temporaryFolder();
  const first = await openSearchHistory(folder, options);
  const torn = await first.save(written('torn'));
  const whole = await first.save(written('whole'));
  await first.close();
  await truncate(join(folder, 'results', torn.id), 100);
  await writeFile(join(folder, 'results', `${whole.id}.part`), 'half');
  await writeFile(join(folder, 'pictures', 'f'.repeat(64)), 'of a search that was never written');

  const second = await openHistory(folder);
  expect(await second.get(torn.id)).toBeUndefined();
  expect((await second.get(whole.id))?.query.instruction).toBe('whole');
  expect(await readdir(join(folder, 'pictures'))).toEqual([]);
  expect((await readdir(join(folder, 'results'))).sort()).toEqual([torn.id, whole.id].sort());
});

test('searches made within one millisecond, or after the clock was set back, keep their order', async () => {
  const folder = await temporaryFolder();
  let now = Date.UTC(2026, 0, 1);
  const history = await openHistory(folder, { clock: () => now });
  const one = await history.save(written('one'));
  const two = await history.save(written('two'));
  now -= 5000;
  const three = await history.save(written('three'));
  expect([one, two, three].map(({ createdAt }) => createdAt)).toEqual(
    [one, two, three].map(({ createdAt }) => createdAt).sort(),
  );
  expect(new Set([one.id, two.id, three.id]).size).toBe(3);
});
