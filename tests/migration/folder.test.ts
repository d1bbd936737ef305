import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { MigrationOptions } from '../../src/services/storage/migration/settle-format.js';
import { openStorage } from '../../src/services/storage/open.js';
import { leopardHere } from '../support/command-line-here.js';
import { temporaryFolder } from '../storage/support.js';
import { SEARCH_SECONDS, writtenFolder } from './fixture.js';
import { idOf, OldWriter, vectorFor } from './old-writer.js';

const DIMENSION = 16;
const SILENT = { info: () => undefined, warn: () => undefined };

const open = (folder: string, options: Partial<MigrationOptions> = {}) =>
  openStorage(folder, {
    create: true,
    migration: { allowed: true, keysFile: undefined, searchSeconds: SEARCH_SECONDS, ...options },
    logger: SILENT,
  });

async function oldFolder(write: (writer: OldWriter) => void, group?: number): Promise<string> {
  const folder = await temporaryFolder();
  const writer = new OldWriter(folder, { dimension: DIMENSION, ...(group !== undefined && { group }) });
  write(writer);
  writer.close();
  return folder;
}

/** All files of a folder that hold a text, but what is asked to be left out. */
async function filesWith(folder: string, text: string | Buffer): Promise<string[]> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const found: string[] = [];
  for (const { parentPath, name } of files)
    if ((await readFile(join(parentPath, name))).includes(text))
      found.push(join(parentPath, name).slice(folder.length + 1));
  return found.sort();
}

test('the last word of the log counts; listings keep their order, and a deletion that was begun goes on', async () => {
  const folder = await oldFolder((writer) => {
    // Three in the same millisecond, in another order than that of their ids.
    for (const text of ['one', 'two', 'three']) writer.put({ text, metadata: { text, list: [1, 'a'] }, second: 5 });
    writer.put({ text: 'one', metadata: { changed: true }, second: 5 });
    const gone = writer.put({ text: 'gone' });
    writer.delete(gone.id, gone.slot);
    writer.purged(gone.id);
    const again = writer.put({ text: 'again' });
    writer.delete(again.id, again.slot);
    writer.purged(again.id);
    writer.put({ text: 'again', second: 9, temporary: true });
    const going = writer.put({ text: 'going' });
    writer.delete(going.id, going.slot);
  }, 2);
  await writeFile(join(folder, 'temporary', idOf('never acknowledged')), 'never');
  const progress: string[] = [];
  const { database, objects, close } = await open(folder, {
    onProgress: (done, total) => progress.push(`${done}/${total}`),
  });
  try {
    const page = await database.images.page({ first: 10, order: 'OLDEST' });
    const expected = [...['one', 'two', 'three'].map(idOf).sort(), idOf('again')];
    expect(page.images.map(({ id }) => id)).toEqual(expected);
    expect(page.images.find(({ id }) => id === idOf('one'))).toMatchObject({
      ...{ fileName: 'one.png', metadata: { changed: true }, createdAt: '2026-01-01T00:00:05.000Z' },
    });
    expect(await database.images.count()).toBe(4);
    expect(await database.images.count({ all: [{ key: 'list', equals: 'a' }] })).toBe(2);
    expect(await database.images.fields(10, 10)).toContainEqual(expect.objectContaining({ key: 'list' }));
    const encoder = (await database.generations.encoders())[0]?.number ?? 0;
    const embeddings = await database.images.embeddings(expected, encoder);
    expect(embeddings.map((embedding) => embedding?.vector)).toEqual(expected.map((id) => vectorFor(id, DIMENSION)));
    expect(await database.images.pendingRemovals(10)).toMatchObject([{ id: idOf('going') }]);
    const changes = await database.images.changes(0, 10);
    expect(changes.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
    expect(await database.images.lastChange()).toBe(5);
    expect(await objects.get(`originals/${idOf('again').slice(0, 2)}/${idOf('again')}`)).toEqual(Buffer.from('again'));
    expect(await readdir(join(folder, 'temporary'))).toEqual([]);
    expect(progress.at(-1)).toBe('4/4');
    // What was migrated is written to as anything else.
    expect(await database.images.put([])).toEqual([]);
    expect(await database.check()).toEqual([]);
  } finally {
    await close();
  }
  // Keys and secrets are in it.
  expect((await stat(join(folder, 'leopard.db'))).mode & 0o077).toBe(0);
  expect(JSON.parse(await readFile(join(folder, 'store.json'), 'utf8'))).toMatchObject({
    format: 2,
    identity: { dimension: 0 },
  });
});

test('keys, secret, spending and rankings; only what counts at the time of the migration', async () => {
  const { folder, written } = await writtenFolder();
  const made = Date.parse(written.searches[0]?.createdAt ?? '');
  const { database, close } = await open(folder, { now: () => made + 1000 });
  try {
    const day = (written.searches[0]?.createdAt ?? '').slice(0, 10);
    expect(await database.spending.spent(`dollars ${day}`)).toBeGreaterThan(0);
    const [name = ''] = await readdir(join(folder, 'reranker', 'rankings')).catch(() =>
      readdir(join(folder, 'old-format', 'reranker', 'rankings')),
    );
    expect(await database.rankings.get(name.slice(-64), made + 1000)).toMatchObject({
      ...{ explanation: 'It fits best.', repaired: false, ranking: [{ index: 2 }, { index: 1 }, { index: 0 }] },
    });
    expect((await database.searches.usage()).count).toBe(3);
  } finally {
    await close();
  }
  const later = await writtenFolder();
  const expired = await open(later.folder, { searchSeconds: 60, now: () => made + 3_600_000 });
  expect((await expired.database.searches.usage()).count).toBe(0);
  await expired.close();
  // Not kept longer where nobody looks, either.
  expect(await readdir(join(later.folder, 'old-format', 'searches', 'results'))).toEqual([]);
  expect(await readdir(join(later.folder, 'old-format', 'searches', 'pictures'))).toEqual([]);
});

/** Ten bytes in the middle of the log. */
async function scratch(folder: string): Promise<void> {
  const log = await readFile(join(folder, 'records.log'));
  await writeFile(join(folder, 'records.log'), log.fill('x', log.length >> 1, (log.length >> 1) + 10));
}

const damages: [string, string, (folder: string) => Promise<unknown>][] = [
  ['a log with a damaged line', 'STORE_DAMAGED', scratch],
  ['a log that is missing', 'STORE_DAMAGED', (folder) => rm(join(folder, 'records.log'))],
  [
    'an embedding that is not what was written',
    'STORE_DAMAGED',
    (folder) => writeFile(join(folder, 'embeddings.f32'), 'x'.repeat(640)),
  ],
  ['a description that cannot be read', 'STORE_UNREADABLE', (folder) => writeFile(join(folder, 'store.json'), '{')],
  ['no description', 'STORE_UNREADABLE', (folder) => rm(join(folder, 'store.json'))],
  [
    'a newer format',
    'STORE_TOO_NEW',
    (folder) => writeFile(join(folder, 'store.json'), '{"format":3,"identity":{"dimension":4}}'),
  ],
  ['keys that cannot be read', 'KEYS_UNREADABLE', (folder) => writeFile(join(folder, 'keys.json'), '{}')],
  ['a damaged secret', 'SIGNING_SECRET_UNREADABLE', (folder) => writeFile(join(folder, 'signing-secret'), 'abc')],
  [
    'a damaged name of the index',
    'VECTOR_STORE_OWNER_UNREADABLE',
    (folder) => writeFile(join(folder, 'vector-store.json'), ''),
  ],
];

test.each(damages)('%s: %s, and the folder stays as it was', async (_, code, damage) => {
  const folder = await oldFolder((writer) => {
    for (let n = 0; n < 10; n++) writer.put({ text: `picture ${n}` });
  });
  await damage(folder);
  const before = (await readdir(folder, { recursive: true })).sort();
  await expect(open(folder)).rejects.toMatchObject({ code });
  const left = (await readdir(folder, { recursive: true })).filter((name) => !name.startsWith('lock.db'));
  expect(left.sort()).toEqual(before);
});

test('MIGRATE=false refuses until leopard migrate was run; an older Leopard that runs is met by its lock', async () => {
  const folder = await oldFolder((writer) => writer.put({ text: 'one' }));
  await expect(open(folder, { allowed: false })).rejects.toMatchObject({ code: 'STORE_OUTDATED' });
  expect((await leopardHere('doctor', '--data-folder', folder)).stderr).toContain('leopard migrate');
  /** What an older Leopard leaves while it runs, and when it was killed. */
  const holder = { host: hostname(), pid: process.pid, boot: null, startTicks: null, nonce: 'n', since: 'today' };
  const lockedBy = async (other: Partial<typeof holder>) => {
    await writeFile(join(folder, 'lock'), JSON.stringify({ ...holder, url: 'http://127.0.0.1:4000', ...other }));
    return (await leopardHere('migrate', '--data-folder', folder)).stderr;
  };
  expect(await lockedBy({})).toMatch(/^DATA_FOLDER_LOCKED: .*listening at http:\/\/127.0.0.1:4000/);
  expect(await lockedBy({ host: 'container-of-yesterday' })).toMatch(
    /^DATA_FOLDER_LOCKED: .*gone for good, delete .*lock/,
  );
  await writeFile(join(folder, 'lock'), '');
  expect((await leopardHere('migrate', '--data-folder', folder)).stderr).toMatch(/^DATA_FOLDER_LOCKED: .*not readable/);
  // Killed: its number is free, or another process has it.
  const gone = { ...holder, ...(process.platform === 'linux' ? { startTicks: 1 } : { pid: 2 ** 22 + 1 }), url: null };
  await writeFile(join(folder, 'lock'), JSON.stringify(gone));
  expect(await leopardHere('migrate', '--data-folder', folder)).toMatchObject({
    ...{ exitCode: 0, stdout: expect.stringContaining('up to date: 1 picture.') },
  });
  const opened = await open(folder, { allowed: false });
  expect(await opened.database.images.count()).toBe(1);
  await opened.close();
  // Going back by hand while both are there would hide one of them.
  await writeFile(join(folder, 'store.json'), await readFile(join(folder, 'old-format', 'store.json')));
  await expect(open(folder)).rejects.toMatchObject({ code: 'STORE_UNREADABLE' });
});

test('what is erased is erased from the files of the old format too, and leopard doctor --remove-old removes them', async () => {
  const { folder, written } = await writtenFolder();
  const erased = written.ids[5] ?? '';
  const before = await open(folder);
  const [embedding] = await before.database.images.embeddings([erased], 1);
  const bytes = Buffer.from(embedding?.vector.buffer ?? new ArrayBuffer(4));
  expect(await filesWith(join(folder, 'old-format'), 'quetzalcoatl')).toEqual(['records.log']);
  expect(await filesWith(join(folder, 'old-format'), bytes)).toEqual(['embeddings.f32']);
  await before.database.images.delete([erased]);
  await before.database.images.removed([erased]);
  await before.database.searches.erase([written.searches[0]?.id ?? '']);
  // The other search has the same picture.
  expect((await readdir(join(folder, 'old-format', 'searches', 'results'))).length).toBe(2);
  expect((await readdir(join(folder, 'old-format', 'searches', 'pictures'))).length).toBe(1);
  const { objects } = await before.database.searches.erase('all');
  await before.objects.delete([...objects, `originals/${erased.slice(0, 2)}/${erased}`]);
  await before.close();
  for (const needle of ['quetzalcoatl', bytes]) expect(await filesWith(join(folder, 'old-format'), needle)).toEqual([]);
  expect((await readdir(join(folder, 'old-format', 'searches', 'results'))).length).toBe(0);
  expect((await readdir(join(folder, 'old-format', 'searches', 'pictures'))).length).toBe(0);

  // The log is whole: from it, the folder could be migrated again.
  const copy = await temporaryFolder();
  await mkdir(copy, { recursive: true });
  for (const name of ['records.log', 'embeddings.f32', 'store.json'])
    await writeFile(join(copy, name), await readFile(join(folder, 'old-format', name)));
  const again = await open(copy);
  expect(await again.database.images.count()).toBe(written.list.images.totalCount - 1);
  expect(await again.database.images.get([erased])).toEqual([undefined]);
  await again.close();

  const doctor = (...flags: string[]) => leopardHere('doctor', '--no-index', '--data-folder', folder, ...flags);
  expect((await doctor()).stdout).toContain('OLD_FILES: 1');
  expect(existsSync(join(folder, 'old-format', 'records.log'))).toBe(true);
  const original = join(folder, 'originals', written.ids[0]?.slice(0, 2) ?? '', written.ids[0] ?? '');
  const content = await readFile(original);
  await rm(original);
  expect(await doctor('--remove-old')).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('were kept') });
  await writeFile(original, content);
  expect(await doctor('--remove-old')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('were removed') });
  expect(existsSync(join(folder, 'old-format'))).toBe(false);
  expect(await doctor('--remove-old')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('no files of an older'),
  });
});
