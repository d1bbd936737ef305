import { appendFile, mkdir, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { listEntry } from '../../src/cli/ingest/list-entry.js';
import { readConfig } from '../../src/config/index.js';
import { examineDataFolder, type DoctorOptions } from '../../src/services/collection/doctor/doctor.js';
import { openImageStore } from '../../src/services/storage/file-store/images/index.js';
import type { ImageStore, NewImage } from '../../src/services/storage/images.js';
import { openVectorStore } from '../../src/services/storage/vectors/index.js';
import { identity, newImage, sha256, temporaryFolder } from '../images-store/support.js';

const vectorsIn = (folder: string) => openVectorStore(readConfig({ DATA_FOLDER: folder }).storage, { identity });

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
  damage: (folder: string, images: NewImage[], store: ImageStore) => Promise<void> = async () => undefined,
) {
  const folder = await temporaryFolder();
  const images = await Promise.all(Array.from({ length: count }, (_, n) => picture(n)));
  const vectors = await vectorsIn(folder);
  const store = await openImageStore(folder, { identity });
  for (const image of images) await store.put(image);
  await vectors.upsert(
    images.map(({ record, embedding }) => ({ id: record.id, embedding, metadata: record.metadata })),
  );
  await vectors.close();
  await store.close();
  await damage(folder, images, store);
  return { folder, images, ids: images.map(({ record }) => record.id) };
}

const linesOf = async (file: string) =>
  (await readFile(file, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

const examine = (folder: string, options: DoctorOptions = {}) =>
  examineDataFolder(folder, { openVectors: () => vectorsIn(folder), ...options });

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
  const store = await openImageStore(folder, { identity });
  expect(store.list({ first: 9, order: 'OLDEST' }).images).toEqual(images.slice(2).map(({ record }) => record));
  await store.close();
});

test('a picture whose embedding is damaged is set aside whole, with its metadata, to be ingested again', async () => {
  const { folder, ids, images } = await folderOf(3, (path) =>
    truncate(join(path, 'embeddings.f32'), 2 * identity.dimension * 4 + 5),
  );
  expect(kinds((await examine(folder)).findings)).toEqual([`EMBEDDING_DAMAGED ${ids[2]}`]);
  const { remaining, pictures } = await examine(folder, { repair: true });
  expect({ remaining, pictures }).toEqual({ remaining: [], pictures: 2 });
  expect(await readFile(join(folder, 'recovered', `${ids[2]}.png`))).toEqual(Buffer.from(images[2]?.original ?? []));
  const list = await linesOf(join(folder, 'recovered', 'metadata.jsonl'));
  expect(list).toEqual([{ file: `${ids[2]}.png`, fileName: 'p2.png', metadata: { n: 2 } }]);
  for (const line of list) expect(listEntry.safeParse(line).success).toBe(true);
});

test('damaged or missing records: what is readable stays, the pictures of the others are set aside', async () => {
  const { folder, ids } = await folderOf(3, async (path) => {
    const log = join(path, 'records.log');
    const data = await readFile(log);
    data[data.indexOf('p1.png')] = 0x58;
    await writeFile(log, data);
  });
  expect(kinds((await examine(folder)).findings)).toEqual([
    'RECORDS_DAMAGED records.log',
    `ORIGINAL_WITHOUT_RECORD originals/${ids[1]?.slice(0, 2)}/${ids[1]}`,
    `VECTOR_WITHOUT_PICTURE ${ids[1]}`,
  ]);
  expect(await examine(folder, { repair: true })).toMatchObject({ pictures: 2, remaining: [] });
  expect(await readdir(join(folder, 'recovered'))).toEqual([`${ids[1]}.png`]);
  expect((await readdir(join(folder, 'damaged'))).filter((name) => /^records-\d+\.log$/.test(name))).toHaveLength(1);

  await rm(join(folder, 'records.log'));
  expect((await examine(folder)).findings.map(({ kind }) => kind)).toContain('RECORDS_DAMAGED');
  expect(await examine(folder, { repair: true })).toMatchObject({ pictures: 0, remaining: [] });
  expect((await readdir(join(folder, 'recovered'))).filter((name) => name.endsWith('.png'))).toHaveLength(3);
});

test('the index is compared picture by picture and mended', async () => {
  const { folder, ids, images } = await folderOf(3);
  const stranger = newImage('stranger');
  const vectors = await vectorsIn(folder);
  await vectors.delete([ids[0] ?? '']);
  await vectors.upsert([
    { id: ids[1] ?? '', embedding: images[1]?.embedding ?? new Float32Array(), metadata: { n: 'old' } },
    { id: stranger.record.id, embedding: stranger.embedding, metadata: {} },
  ]);
  await vectors.close();
  expect(kinds((await examine(folder)).findings)).toEqual([
    `NOT_INDEXED ${ids[0]}`,
    `OUTDATED_IN_INDEX ${ids[1]}`,
    `VECTOR_WITHOUT_PICTURE ${stranger.record.id}`,
  ]);
  expect((await examine(folder, { openVectors: undefined })).findings).toEqual([]);
  expect(await examine(folder, { repair: true })).toMatchObject({ pictures: 3, remaining: [] });
});

test('what a crash left half-done is no fault, and a repair does what the next start would', async () => {
  const { folder, ids } = await folderOf(2, async (path, images, store) => {
    const { id } = images[0]?.record ?? newImage('').record;
    await rename(store.originalPath(id), join(path, 'temporary', id));
    await writeFile(join(path, 'temporary', newImage('never').record.id), 'half');
  });
  const { findings, pictures } = await examine(folder);
  expect(new Set(findings.map(({ kind }) => kind))).toEqual(new Set(['UNFINISHED_WRITE']));
  expect(pictures).toBe(2);
  expect(await examine(folder, { repair: true })).toMatchObject({ pictures: 2, remaining: [] });
  const store = await openImageStore(folder, { identity });
  expect(await store.original(ids[0] ?? '')).toBeDefined();
  await store.close();
});

test('files that are not the store’s are named and left alone', async () => {
  const { folder } = await folderOf(1, async (path) => {
    await mkdir(join(path, 'originals', 'notes'));
    await writeFile(join(path, 'originals', 'notes', 'mine.txt'), 'mine');
    await appendFile(join(path, 'originals', '00', 'Thumbs.db'), 'x');
  });
  const { remaining } = await examine(folder, { repair: true });
  expect(kinds(remaining)).toEqual(['UNKNOWN_FILE originals/00/Thumbs.db', 'UNKNOWN_FILE originals/notes/mine.txt']);
  expect(await readFile(join(folder, 'originals', 'notes', 'mine.txt'), 'utf8')).toBe('mine');
});

test('a folder in use, and one that is no store, are refused and not touched', async () => {
  const { folder } = await folderOf(1);
  const store = await openImageStore(folder, { identity });
  await expect(examine(folder)).rejects.toMatchObject({ code: 'DATA_FOLDER_LOCKED' });
  await store.close();
  const empty = await temporaryFolder();
  await expect(examine(join(empty, 'nothing'))).rejects.toMatchObject({ code: 'STORE_NOT_FOUND' });
  expect(await readdir(empty)).toEqual([]);
});
