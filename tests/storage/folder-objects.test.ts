import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Arrivals } from '../../src/services/storage/objects/arrivals.js';
import { FolderObjects } from '../../src/services/storage/objects/folder.js';
import { originalKey } from '../../src/services/storage/types/index.js';
import { objectsConformance } from './conformance/objects.js';
import { sha256, temporaryFolder } from './support.js';

async function open(folder: string) {
  const objects = await FolderObjects.open(folder);
  onTestFinished(() => objects.close());
  return objects;
}

objectsConformance(async () => open(await temporaryFolder()));

const picture = sha256('a');

test('originals lie where they always lay', async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'originals', picture.slice(0, 2)), { recursive: true });
  await writeFile(join(folder, 'originals', picture.slice(0, 2), picture), 'a');
  const objects = await open(folder);
  expect(await textOf(objects, originalKey(picture))).toBe('a');
  await objects.put(originalKey(sha256('b')), Buffer.from('b'));
  expect(await readFile(join(folder, originalKey(sha256('b'))), 'utf8')).toBe('b');
  expect(await readdir(join(folder, 'temporary'))).toEqual([]);
});

test('an object whose move to its place a power cut has undone is there at the next start', async () => {
  const folder = await temporaryFolder();
  const arrival = await arrivalOf(folder, originalKey(picture), 'a');
  const objects = await open(folder);
  expect(await textOf(objects, originalKey(picture))).toBe('a');
  expect(existsSync(arrival)).toBe(false);
});

test('what a crash left half written is removed, and never takes the place of an object', async () => {
  const folder = await temporaryFolder();
  const [half, late] = [originalKey(sha256('half')), originalKey(picture)];
  await truncate(await arrivalOf(folder, half, 'half'), 2);
  await arrivalOf(folder, late, 'b');
  await mkdir(join(folder, 'originals', picture.slice(0, 2)), { recursive: true });
  await writeFile(join(folder, late), 'a');
  await writeFile(join(folder, 'temporary', 'of an older release.object'), 'x');
  const objects = await open(folder);
  expect(await objects.head(half)).toBeUndefined();
  expect(await textOf(objects, late)).toBe('a');
  expect(await readdir(join(folder, 'temporary'))).toEqual([]);
});

async function textOf(objects: FolderObjects, key: string): Promise<string> {
  return Buffer.from((await objects.get(key)) ?? []).toString();
}

/** Puts an object as far as it has come when the power goes: durable, and not yet at its place. */
async function arrivalOf(folder: string, key: string, text: string): Promise<string> {
  const path = new Arrivals(folder).path(key, text.length);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return path;
}

test('a folder that cannot hold an object says so by a code', async () => {
  const folder = await temporaryFolder();
  const objects = await open(folder);
  await writeFile(join(folder, 'originals'), 'a file in the way');
  await expect(objects.put(originalKey(sha256('a')), Buffer.from('a'))).rejects.toMatchObject({
    code: 'STORAGE_UNAVAILABLE',
  });
});
