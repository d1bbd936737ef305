import { createWriteStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import tar from 'tar-stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { unpack } from '../../src/demo/tutorial/unpack.js';

const LIMITS = { files: 10, bytes: 1000 };

/** What a test says of an entry; the rest is the library's default. */
type Entry = Parameters<ReturnType<typeof tar.pack>['entry']>[0];

let root: string;
let archive: string;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'leopard-unpack-'));
  archive = path.join(root, 'data.tar.gz');
  folder = path.join(root, 'inside');
});
afterEach(() => rm(root, { recursive: true }));

async function pack(entries: readonly (Entry & { content?: string })[]): Promise<void> {
  const stream = tar.pack();
  for (const { content, ...header } of entries) stream.entry(header, content ?? '');
  stream.finalize();
  await pipeline(stream, createGzip(), createWriteStream(archive));
}

it('unpacks files and folders', async () => {
  await pack([
    { name: 'images_folder/', type: 'directory' },
    { name: 'images_folder/images/a.jpg', content: 'picture a' },
    { name: './images_folder/leopard.jpg', content: 'leopard' },
  ]);
  await unpack(archive, folder, LIMITS);
  expect(await readFile(path.join(folder, 'images_folder/images/a.jpg'), 'utf8')).toBe('picture a');
  expect(await readFile(path.join(folder, 'images_folder/leopard.jpg'), 'utf8')).toBe('leopard');
});

it.each<[string, Entry]>([
  ['a path upwards', { name: '../outside.jpg' }],
  ['a path upwards in the middle', { name: 'images/../../outside.jpg' }],
  ['an absolute path', { name: '/tmp/leopard-outside.jpg' }],
  ['a symbolic link', { name: 'link', type: 'symlink', linkname: '/etc/passwd' }],
  ['a hard link', { name: 'link', type: 'link', linkname: '../outside.jpg' }],
  ['a device', { name: 'device', type: 'character-device' }],
])('refuses %s and leaves nothing behind', async (_, header) => {
  await pack([{ name: 'good.jpg', content: 'good' } as Entry, header]);
  await expect(unpack(archive, folder, LIMITS)).rejects.toMatchObject({ code: 'ARCHIVE_UNSAFE' });
  expect(await readdir(root)).toEqual(['data.tar.gz']);
});

it('refuses more files or bytes than the data set has', async () => {
  await pack(Array.from({ length: 11 }, (_, index) => ({ name: `${index}.jpg`, content: 'x' })));
  await expect(unpack(archive, folder, LIMITS)).rejects.toMatchObject({ code: 'ARCHIVE_UNSAFE' });
  await pack([{ name: 'large.jpg', content: 'x'.repeat(1001) }]);
  await expect(unpack(archive, folder, LIMITS)).rejects.toMatchObject({ code: 'ARCHIVE_UNSAFE' });
});

it('says so where the archive is cut off or is none', async () => {
  await pack([{ name: 'a.jpg', content: 'x'.repeat(900) }]);
  await truncate(archive, 60);
  await expect(unpack(archive, folder, LIMITS)).rejects.toMatchObject({ code: 'ARCHIVE_DAMAGED' });
  await writeFile(archive, '<html>not found</html>');
  await expect(unpack(archive, folder, LIMITS)).rejects.toMatchObject({ code: 'ARCHIVE_DAMAGED' });
  expect(await readdir(root)).toEqual(['data.tar.gz']);
});
