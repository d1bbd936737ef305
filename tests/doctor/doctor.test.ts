import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { listEntry } from '../../src/cli/ingest/list-entry.js';
import { readConfig } from '../../src/config/index.js';
import { examineDataFolder, isHealthy, type DoctorOptions } from '../../src/services/collection/doctor/doctor.js';
import { openVectorEngine, VectorIndex } from '../../src/services/storage/vectors/index.js';
import { openFeed } from '../support/opened-feed.js';
import {
  identity,
  newImage,
  type NewImage,
  openTestStore,
  sha256,
  temporaryFolder,
  type TestStore,
} from '../support/stored.js';

const configOf = (folder: string) => readConfig({ DATA_FOLDER: folder }).storage;

/** A real PNG, so that what is set aside gets a name that says what it is. */
async function picture(n: number): Promise<NewImage> {
  const image = newImage(`p${n}`, n, { n });
  const background = { r: n * 20, g: 100, b: 200 };
  const original = await sharp({ create: { width: 8, height: 6, channels: 3, background } })
    .png()
    .toBuffer();
  return { ...image, original, record: { ...image.record, id: sha256(original), bytes: original.length } };
}

/** A folder of stored and indexed pictures, and something done to it. */
async function folderOf(
  count: number,
  damage: (folder: string, images: NewImage[], store: TestStore) => Promise<void> = async () => undefined,
) {
  const folder = await temporaryFolder();
  const images = await Promise.all(Array.from({ length: count }, (_, n) => picture(n)));
  const store = await openTestStore(folder);
  for (const image of images) await store.put(image);
  await (await openFeed(store, configOf(folder), identity)).close();
  await store.close();
  await damage(folder, images, store);
  return { folder, images, ids: images.map(({ record }) => record.id) };
}

/** Changes bytes of a stored vector, as a damaged disk would. */
async function overwriteVector(folder: string, image: NewImage | undefined): Promise<void> {
  const path = join(folder, 'leopard.db');
  const data = await readFile(path);
  const at = data.indexOf(Buffer.from(image?.embedding.buffer ?? new ArrayBuffer(1)));
  expect(at).toBeGreaterThan(0);
  data[at] = (data[at] ?? 0) ^ 0xff;
  await writeFile(path, data);
}

const linesOf = async (file: string) =>
  (await readFile(file, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

const examine = (folder: string, options: DoctorOptions = {}) =>
  examineDataFolder(folder, { openEngine: () => openVectorEngine(configOf(folder)), ...options });

const kinds = (findings: readonly { kind: string; subject: string }[]) =>
  findings.map(({ kind, subject }) => `${kind} ${subject}`);

test('a sound folder has no findings, and progress counts its pictures', async () => {
  const { folder } = await folderOf(4);
  const progress: string[] = [];
  const diagnosis = await examine(folder, { onProgress: (done, total) => progress.push(`${done}/${total}`) });
  expect(diagnosis).toMatchObject({ pictures: 4, findings: [], remaining: [] });
  expect(progress).toEqual(['1/4', '2/4', '3/4', '4/4']);
});

test('an original that changed, or is missing, is found by its hash and taken out; what is left of it is kept', async () => {
  const { folder, ids, images } = await folderOf(4, async (_, [one, two], store) => {
    const path = store.originalPath(one?.record.id ?? '');
    const data = await readFile(path);
    data[data.length - 20] = (data[data.length - 20] ?? 0) ^ 1;
    await writeFile(path, data);
    await rm(store.originalPath(two?.record.id ?? ''));
  });
  const wanted = [`ORIGINAL_DAMAGED ${ids[0]}`, `ORIGINAL_MISSING ${ids[1]}`];
  expect(kinds((await examine(folder)).findings)).toEqual(wanted);
  const { findings, remaining, pictures } = await examine(folder, { repair: true });
  expect(kinds(findings)).toEqual(wanted);
  expect({ remaining, pictures }).toEqual({ remaining: [], pictures: 2 });
  expect((await readdir(join(folder, 'damaged'))).sort()).toEqual([`${ids[0]}.png`, 'records.jsonl'].sort());
  expect(await linesOf(join(folder, 'damaged', 'records.jsonl'))).toEqual([images[0]?.record, images[1]?.record]);
  const store = await openTestStore(folder);
  expect(await store.list()).toEqual(images.slice(2).map(({ record }) => record));
  await store.close();
});

test('a picture whose embedding is damaged is set aside whole, with its metadata, to be ingested again', async () => {
  const { folder, ids, images } = await folderOf(3, (path, [, , third]) => overwriteVector(path, third));
  expect(kinds((await examine(folder)).findings)).toEqual([`EMBEDDING_DAMAGED ${ids[2]}`]);
  const { remaining, pictures } = await examine(folder, { repair: true });
  expect({ remaining, pictures }).toEqual({ remaining: [], pictures: 2 });
  expect(await readFile(join(folder, 'recovered', `${ids[2]}.png`))).toEqual(Buffer.from(images[2]?.original ?? []));
  const list = await linesOf(join(folder, 'recovered', 'metadata.jsonl'));
  expect(list).toEqual([{ file: `${ids[2]}.png`, fileName: 'p2.png', metadata: { n: 2 } }]);
  for (const line of list) expect(listEntry.safeParse(line).success).toBe(true);
});

test('an original that no record knows is set aside whole', async () => {
  const stranger = await picture(9);
  const { folder } = await folderOf(2, async (path) => {
    const shelf = join(path, 'originals', stranger.record.id.slice(0, 2));
    await mkdir(shelf, { recursive: true });
    await writeFile(join(shelf, stranger.record.id), stranger.original);
  });
  const key = `originals/${stranger.record.id.slice(0, 2)}/${stranger.record.id}`;
  expect(kinds((await examine(folder)).findings)).toEqual([`ORIGINAL_WITHOUT_RECORD ${key}`]);
  expect(await examine(folder, { repair: true })).toMatchObject({ pictures: 2, remaining: [] });
  expect(await readdir(join(folder, 'recovered'))).toEqual([`${stranger.record.id}.png`]);
});

test('the index is compared picture by picture and mended', async () => {
  const { folder, ids, images } = await folderOf(3);
  const stranger = newImage('stranger');
  const engine = await openVectorEngine(configOf(folder));
  const [found] = await engine.collections();
  const index = new VectorIndex(engine, await engine.open(found?.name ?? ''));
  await index.delete([ids[0] ?? '']);
  await index.upsert([
    { id: ids[1] ?? '', embedding: images[1]?.embedding ?? new Float32Array(), metadata: { n: 'old' } },
    { id: stranger.record.id, embedding: stranger.embedding, metadata: {} },
  ]);
  await index.close();
  await engine.close();
  expect(kinds((await examine(folder)).findings)).toEqual([
    `NOT_INDEXED ${ids[0]}`,
    `OUTDATED_IN_INDEX ${ids[1]}`,
    `VECTOR_WITHOUT_PICTURE ${stranger.record.id}`,
  ]);
  expect((await examine(folder, { openEngine: undefined })).findings).toEqual([]);
  expect(await examine(folder, { repair: true })).toMatchObject({ pictures: 3, remaining: [] });
});

test('a deletion that a crash interrupted is no fault, and a repair completes it', async () => {
  const { folder, ids } = await folderOf(2);
  const store = await openTestStore(folder);
  await store.storage.database.images.delete([ids[0] ?? '']);
  await store.close();
  const { findings, pictures } = await examine(folder);
  expect(kinds(findings)).toEqual([`UNFINISHED_DELETION ${ids[0]}`]);
  expect(isHealthy(findings)).toBe(true);
  expect(pictures).toBe(1);
  expect(await examine(folder, { repair: true })).toMatchObject({ pictures: 1, remaining: [] });
  expect(
    (await readdir(join(folder, 'originals'), { recursive: true })).some((name) => name.endsWith(ids[0] ?? '')),
  ).toBe(false);
});

test('files that are not the store’s are named and left alone', async () => {
  const { folder } = await folderOf(1, async (path) => {
    await mkdir(join(path, 'originals', 'notes'));
    await writeFile(join(path, 'originals', 'notes', 'mine.txt'), 'mine');
    await mkdir(join(path, 'originals', '00'), { recursive: true });
    await writeFile(join(path, 'originals', '00', 'Thumbs.db'), 'x');
  });
  const { remaining } = await examine(folder, { repair: true });
  expect(kinds(remaining)).toEqual(['UNKNOWN_FILE originals/00/Thumbs.db', 'UNKNOWN_FILE originals/notes/mine.txt']);
  expect(await readFile(join(folder, 'originals', 'notes', 'mine.txt'), 'utf8')).toBe('mine');
});

test('a folder in use, and one that is no store, are refused and not touched', async () => {
  const { folder } = await folderOf(1);
  const store = await openTestStore(folder);
  await expect(examine(folder)).rejects.toMatchObject({ code: 'DATA_FOLDER_LOCKED' });
  await store.close();
  const empty = await temporaryFolder();
  await expect(examine(join(empty, 'nothing'))).rejects.toMatchObject({ code: 'STORE_NOT_FOUND' });
  expect(await readdir(empty)).toEqual([]);
});
