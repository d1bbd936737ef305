import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { SearchHistory, type SearchHistoryOptions } from '../../src/services/search/history.js';
import type { NewSearch, PictureToKeep } from '../../src/services/search/saved-search.js';
import { SILENT } from '../support/opened-feed.js';
import { openTestStore } from '../support/stored.js';

const DAY = 24 * 3600;
const options = { seconds: 7 * DAY, bytes: 10 * 1024 ** 2 };

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'leopard-searches-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A history over a data folder of its own; closed after the test, or before. */
async function openHistory(
  folder: string,
  changes: Partial<Pick<SearchHistoryOptions, 'seconds' | 'bytes' | 'clock'>> = {},
) {
  const { storage, close: closeStore } = await openTestStore(folder);
  const { database, objects } = storage;
  const history = new SearchHistory({
    ...database,
    objects,
    sweep: { begin: async () => undefined, owe: () => undefined },
    ...options,
    ...changes,
    logger: SILENT,
  });
  let closed: Promise<void> | undefined;
  const closeHistory = history.close.bind(history);
  const close = () => (closed ??= closeHistory().then(closeStore));
  onTestFinished(close);
  const saved = async (asked: NewSearch) => {
    const search = history.save(asked);
    await history.kept(search.id);
    return search;
  };
  return Object.assign(history, { saved, close });
}

const timings = { queue: 0.25, decode: 1, vision: 2, fuse: 3, vectorSearch: 0.1, total: 7 };
const embedding = Float32Array.from({ length: 12 }, (_, index) => Math.fround(Math.sin(index)));
const hits = Array.from({ length: 1000 }, (_, rank) => ({
  id: (rank + 1).toString(16).padStart(64, '0'),
  score: 1 / (rank + 3),
}));

const NO_PARTS = { like: [], unlike: [], exclude: [], includeQueryImage: false, distinct: null };

/** A search with a query picture that the client sent. */
function pictured(picture: Uint8Array, name: string, instruction = 'in red'): NewSearch {
  const image = { id: name.repeat(64).slice(0, 64), stored: false, mimeType: 'image/webp', width: 640, height: 480 };
  const region = { left: 0.1, top: 0.2, width: 0.3, height: 0.4 };
  const filter = { all: [{ key: 'colour', in: ['red', 5, true] }], none: [{ key: 'a "b"', exists: true }] };
  const query = { image, instruction, region, filter, minScore: 0.25, limit: 9, ...NO_PARTS };
  const kept: PictureToKeep = { sha256: image.id, read: async (use) => use(picture) };
  return { query, picture: kept, parts: [], embedding, hits, complete: true, timings, warnings: [] };
}

function written(instruction: string): NewSearch {
  const query = { image: null, instruction, region: null, filter: null, minScore: null, limit: 9, ...NO_PARTS };
  const found = { hits: hits.slice(0, 3), complete: false };
  return { query, picture: null, parts: [], embedding, ...found, timings, warnings: [] };
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Every byte that a folder holds. A file that carries SQLite's lock must not be opened here: closing it would give up the lock. */
async function contentOf(folder: string): Promise<Buffer> {
  const files = (await filesIn(folder)).filter((file) => !file.endsWith('lock.db'));
  return Buffer.concat(await Promise.all(files.map((file) => readFile(file))));
}

/** Whether words are left in any file of a folder. */
const leftOf = async (folder: string, words: string) => (await contentOf(folder)).includes(words);

test('a search is the same after a restart: query, embedding, hits, scores, picture', async () => {
  const folder = await temporaryFolder();
  const first = await openHistory(folder);
  const search = pictured(new Uint8Array([1, 2, 3]), 'a', 'ça — "quoted" 日本');
  const saved = await first.saved(search);
  const text = await first.saved(written('a red chair'));
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
  const history = await openHistory(folder, { seconds: 60, clock: () => now });
  const { id, createdAt, expiresAt } = await history.saved(pictured(new Uint8Array(9), 'b'));
  expect([createdAt, expiresAt]).toEqual(['2026-01-01T00:00:00.000Z', '2026-01-01T00:01:00.000Z']);
  now += 59_999;
  expect(await history.get(id)).toBeDefined();
  now += 1;
  expect(await history.get(id)).toBeUndefined();
  expect(await history.picture(id)).toBeUndefined();
  await history.close();

  const again = await openHistory(folder, { seconds: 60, clock: () => now });
  await again.trim();
  expect(await again.usage()).toEqual({ count: 0, bytes: 0 });
  expect(await leftOf(folder, 'in red')).toBe(false);
});

test('an id that nobody was given opens nothing', async () => {
  const history = await openHistory(await temporaryFolder());
  const { id } = await history.saved(written('x'));
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
    ids.push((await history.saved(pictured(randomBytes(20_000), n.toString(16).padStart(2, '0')))).id);
    await history.trim();
    expect((await history.usage()).bytes).toBeLessThanOrEqual(400 * 1024);
  }
  await history.close();
  const again = await openHistory(folder, { bytes: 400 * 1024 });
  const there = await Promise.all(ids.map(async (id) => (await again.get(id)) !== undefined));
  const { count } = await again.usage();
  expect(there.lastIndexOf(false)).toBe(there.indexOf(true) - 1);
  expect(there.filter(Boolean).length).toBe(count);
  expect(count).toBeGreaterThan(4);
  expect(await filesIn(join(folder, 'queries'))).toHaveLength(count);
});

test('a search larger than all that may be kept is answered, and not kept', async () => {
  const folder = await temporaryFolder();
  const history = await openHistory(folder, { bytes: 1000 });
  const { id, hits: answered } = await history.saved(pictured(new Uint8Array(5000), 'c'));
  expect(answered).toHaveLength(1000);
  await history.trim();
  await history.close();
  const again = await openHistory(folder);
  expect(await again.get(id)).toBeUndefined();
  expect(await filesIn(join(folder, 'queries'))).toEqual([]);
});

test('a search is kept with further hits, within the space for all, and comes back as it was', async () => {
  const folder = await temporaryFolder();
  const first = await openHistory(folder);
  const old = await first.saved({ ...written('an old one'), hits: hits.slice(0, 100) });
  const saved = await first.saved({ ...pictured(new Uint8Array(9), '1'), hits: hits.slice(0, 3), complete: false });
  const later = await first.saved(written('a later one'));
  const deeper = { ...saved, hits, complete: true };
  await first.extend(deeper);
  expect(await first.get(saved.id)).toEqual(deeper);
  await first.extend({ ...later, hits: hits.slice(0, 500) });
  const { bytes } = await first.usage();
  await first.close();

  const second = await openHistory(folder, { bytes: bytes - 1 });
  await second.trim();
  expect(await second.get(old.id)).toBeUndefined();
  expect(await second.get(saved.id)).toEqual(deeper);
  expect(await second.picture(saved.id)).toEqual(Buffer.from(new Uint8Array(9)));
  expect((await second.get(later.id))?.hits).toHaveLength(500);
});

test('a search that was erased is not brought back by further hits', async () => {
  const folder = await temporaryFolder();
  const history = await openHistory(folder);
  const saved = await history.saved(written('a secret'));
  await history.erase([saved.id]);
  await history.extend({ ...saved, hits });
  expect(await history.get(saved.id)).toBeUndefined();
  expect(await leftOf(folder, 'a secret')).toBe(false);
});

test('erasing one search takes its words and its picture, unless another search shares that', async () => {
  const folder = await temporaryFolder();
  const history = await openHistory(folder);
  const picture = Buffer.from('the bytes of a private picture');
  const one = await history.saved(pictured(picture, 'd', 'first secret'));
  const two = await history.saved(pictured(picture, 'd', 'second secret'));

  expect(await history.erase([one.id])).toBe(1);
  expect(await history.erase([one.id])).toBe(0);
  expect(await history.get(one.id)).toBeUndefined();
  expect(await leftOf(folder, 'first secret')).toBe(false);
  expect(await history.picture(two.id)).toEqual(picture);

  expect(await history.erase([two.id])).toBe(1);
  expect(await leftOf(folder, 'second secret')).toBe(false);
  expect(await leftOf(folder, 'the bytes of a private picture')).toBe(false);
  expect(await history.usage()).toEqual({ count: 0, bytes: 0 });
});

test('erasing all leaves nothing, also of searches of an earlier run', async () => {
  const folder = await temporaryFolder();
  const first = await openHistory(folder);
  await first.saved(pictured(Buffer.from('private'), 'e'));
  await first.close();
  const second = await openHistory(folder);
  await second.saved(written('also private'));
  expect(await second.erase('all')).toBe(2);
  expect(await leftOf(folder, 'private')).toBe(false);
  const { id } = await second.saved(written('afterwards'));
  expect(await second.get(id)).toBeDefined();
});

test('a picture that many searches begin with is kept once, as it was sent', async () => {
  const folder = await temporaryFolder();
  const history = await openHistory(folder);
  const picture = randomBytes(700_000);
  for (let n = 0; n < 3; n++) await history.saved(pictured(picture, 'f', `question ${n}`));
  expect(await filesIn(join(folder, 'queries'))).toHaveLength(1);
  expect((await contentOf(join(folder, 'queries'))).equals(picture)).toBe(true);
});

test('a picture that was fetched is placed before its search: kept once, gone where the search fails', async () => {
  const folder = await temporaryFolder();
  let now = Date.UTC(2026, 0, 1);
  const history = await openHistory(folder, { clock: () => now });
  const picture = randomBytes(1000);
  const fetched = async (name: string, question: string): Promise<NewSearch> => {
    const { query, ...search } = pictured(picture, name, question);
    const sha256 = query.image?.id ?? '';
    return { ...search, query, picture: { sha256, placed: await history.place(sha256, picture) } };
  };
  const files = () => filesIn(join(folder, 'queries'));
  const { id } = await history.saved(await fetched('1', 'first'));
  await history.saved(await fetched('1', 'second'));
  expect(await history.picture(id)).toEqual(picture);
  expect(await files()).toHaveLength(1);

  await fetched('2', 'never saved');
  expect(await files()).toHaveLength(2);
  now += 30 * 60_000;
  await history.trim();
  expect(await files()).toHaveLength(2);
  now += 31 * 60_000;
  await history.trim();
  expect(await files()).toHaveLength(1);

  await fetched('3', 'nor this one');
  await history.close();
  expect(await files()).toHaveLength(1);
});

test('searches made within one millisecond, or after the clock was set back, keep their order', async () => {
  const folder = await temporaryFolder();
  let now = Date.UTC(2026, 0, 1);
  const history = await openHistory(folder, { clock: () => now });
  const one = await history.saved(written('one'));
  const two = await history.saved(written('two'));
  now -= 5000;
  const three = await history.saved(written('three'));
  expect([one, two, three].map(({ createdAt }) => createdAt)).toEqual(
    [one, two, three].map(({ createdAt }) => createdAt).sort(),
  );
  expect(new Set([one.id, two.id, three.id]).size).toBe(3);
});
