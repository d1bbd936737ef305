import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
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

test('originals lie where they always lay; what a crash left half-written is removed', async () => {
  const folder = await temporaryFolder();
  const id = sha256('a');
  await mkdir(join(folder, 'originals', id.slice(0, 2)), { recursive: true });
  await writeFile(join(folder, 'originals', id.slice(0, 2), id), 'a');
  await mkdir(join(folder, 'temporary'));
  await writeFile(join(folder, 'temporary', 'half.object'), 'x');
  const objects = await open(folder);
  expect(Buffer.from((await objects.get(originalKey(id))) ?? []).toString()).toBe('a');
  expect(await readdir(join(folder, 'temporary'))).toEqual([]);
  await objects.put(originalKey(sha256('b')), Buffer.from('b'));
  expect(await readdir(join(folder, 'temporary'))).toEqual([]);
});

test('a folder that cannot hold an object says so by a code', async () => {
  const folder = await temporaryFolder();
  const objects = await open(folder);
  await writeFile(join(folder, 'originals'), 'a file in the way');
  await expect(objects.put(originalKey(sha256('a')), Buffer.from('a'))).rejects.toMatchObject({
    code: 'STORAGE_UNAVAILABLE',
  });
});
