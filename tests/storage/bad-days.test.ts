import { copyFile, mkdir, open, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { databasePath, openSqlite } from '../../src/services/storage/database/sqlite/open.js';
import { lockFolder, readFolderHolder } from '../../src/services/storage/database/sqlite/folder-lock.js';
import { canHaveSmallDisk, onSmallDisk } from '../support/small-disk.js';
import { startChild } from './child.js';
import { killRounds } from './kill-rounds.js';
import { encoderOf, picture, sha256, temporaryFolder } from './support.js';

/** A folder with so many pictures, closed. */
async function filled(count: number): Promise<string> {
  const folder = await temporaryFolder();
  const database = await openSqlite(folder);
  const encoder = await encoderOf(database);
  await database.images.put(
    Array.from({ length: count }, (_, n) => picture(`p${n}`, encoder, { n, text: 'x'.repeat(500) })),
  );
  await database.close();
  return folder;
}

async function opened(folder: string) {
  const database = await openSqlite(folder);
  onTestFinished(() => database.close());
  return database;
}

test('kill -9 loses, undeletes, halves and doubles nothing that was acknowledged', async () => {
  const { acknowledged, faults } = await killRounds(await temporaryFolder(), { rounds: 3, seed: 7 });
  expect(faults).toEqual([]);
  expect(acknowledged).toBeGreaterThan(50);
}, 240_000);

test.runIf(canHaveSmallDisk('a database on a file system that runs full'))(
  'on a full disk writes are refused by a code, nothing is lost, deletions work, also after a start, and it goes on when there is room',
  async () => {
    const folder = await temporaryFolder();
    const child = startChild('disk-filler.ts', [folder], { under: onSmallDisk(folder, '24m') });
    expect(JSON.parse((await child.line('report ')).slice('report '.length))).toEqual({
      ...{ refusals: ['STORAGE_UNAVAILABLE'], lost: 0, many: true, deleted: 150, kept: true, rest: true },
      ...{ left: 0, status: 'stored' },
    });
  },
);

test('what was deleted is in no file of the folder', async () => {
  const folder = await temporaryFolder();
  const database = await opened(folder);
  const encoder = await encoderOf(database);
  const words = Array.from({ length: 120 }, (_, n) => `unmistakable ${n}`);
  await database.images.put(words.map((word) => picture(word, encoder, { [word]: word, list: [word] })));
  await database.images.update([{ id: sha256('unmistakable 0'), metadata: { other: 'unmistakable again' } }]);
  const search = {
    id: 's',
    createdAt: 1,
    expiresAt: 2,
    picture: null,
    parts: [],
    embedding: new Float32Array(4),
    hits: [],
  };
  await database.searches.save({ ...search, content: { instruction: 'unmistakable wish' } });
  const needles = async () => {
    const names = await readdir(folder);
    const files = await Promise.all(names.map((name) => readFile(join(folder, name))));
    return files.filter((bytes) => bytes.includes('unmistakable')).length;
  };
  expect(await needles()).toBeGreaterThan(0);
  await database.images.delete(words.map((word) => sha256(word)));
  await database.searches.erase(['s']);
  expect(await needles()).toBe(0);
});

test('two processes on one folder: the second is told who has it; a killed holder keeps nobody out', async () => {
  const folder = await temporaryFolder();
  const holder = startChild('holder.ts', [folder]);
  await holder.line('holding');
  const second = await startChild('opener.ts', [folder]).line('refused');
  expect(second).toContain('DATA_FOLDER_LOCKED');
  expect(second).toContain(`process ${holder.process.pid}`);
  expect(second).toContain('http://127.0.0.1:1');
  await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'DATA_FOLDER_LOCKED' });
  expect(await readFolderHolder(folder)).toMatchObject({ url: 'http://127.0.0.1:1' });
  holder.process.kill('SIGKILL');
  await holder.ended;
  // What a container of another name leaves behind is a hint, no lock.
  await writeFile(join(folder, 'lock.holder'), JSON.stringify({ pid: 1, host: 'elsewhere', since: '', url: null }));
  expect(await readFolderHolder(folder)).toBeUndefined();
  const lock = await lockFolder(folder);
  expect(await readFolderHolder(folder)).toMatchObject({ pid: process.pid });
  await lock.release();
  await lock.release();
  expect(await readFolderHolder(folder)).toBeUndefined();
});

test.runIf(canHaveSmallDisk('a folder that is mounted read-only'))(
  'a read-only folder is refused, with the remedy',
  async () => {
    const folder = await filled(1);
    const readOnly = [
      'unshare',
      '-rm',
      'sh',
      '-c',
      `mount --bind ${folder} ${folder} && mount -o remount,ro,bind ${folder} && exec "$@"`,
      'sh',
    ];
    const line = await startChild('opener.ts', [folder], { under: readOnly }).line('refused');
    expect(line).toContain('DATA_FOLDER_READ_ONLY');
    expect(line).toContain('Make it writable');
  },
);

test('a log torn by a power cut loses what was torn, and nothing before it', async () => {
  const folder = await temporaryFolder();
  const database = await openSqlite(folder);
  const encoder = await encoderOf(database);
  const path = databasePath(folder);
  await database.images.put([picture('one', encoder)]);
  const { size } = await stat(`${path}-wal`);
  await database.images.put([picture('two', encoder)]);
  const torn = await temporaryFolder();
  for (const suffix of ['', '-wal']) await copyFile(path + suffix, databasePath(torn) + suffix);
  await database.close();
  await truncate(`${databasePath(torn)}-wal`, size + 5000);
  const after = await opened(torn);
  expect((await after.images.get([sha256('one'), sha256('two')])).map((image) => image !== undefined)).toEqual([
    true,
    false,
  ]);
  expect(await after.images.put([picture('two', encoder)])).toMatchObject([{ status: 'stored' }]);
});

test('damaged pages: what they hold is refused by a code, the rest answers; damage inside a vector is noticed', async () => {
  const folder = await filled(300);
  const path = databasePath(folder);
  const bytes = await readFile(path);
  const { vector } = picture('p7', 1).embedding;
  const at = bytes.indexOf(Buffer.from(vector.buffer));
  const file = await open(path, 'r+');
  await file.write(Buffer.alloc(8, 1), 0, 8, at + 16);
  await file.close();
  const database = await opened(folder);
  await expect(database.images.embeddings([sha256('p7')], 1)).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
  expect(await database.images.embeddings([sha256('p8')], 1)).not.toEqual([undefined]);
  expect(await database.images.count()).toBe(300);
});

test('an overwritten page is refused by a code; a file that is no database, another program’s and a newer one are refused at the start', async () => {
  const folder = await filled(300);
  const path = databasePath(folder);
  const bytes = await readFile(path);
  const at = Math.floor(bytes.indexOf(sha256('p7')) / 4096) * 4096;
  await writeFile(path, Buffer.concat([bytes.subarray(0, at), Buffer.alloc(4096, 255), bytes.subarray(at + 4096)]));
  const database = await openSqlite(folder);
  const outcomes = await Promise.allSettled(
    Array.from({ length: 300 }, async (_, n) => database.images.get([sha256(`p${n}`)])),
  );
  const faults = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(faults.length).toBeGreaterThan(0);
  for (const { reason } of faults) expect(reason).toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
  await database.close();

  const refused = async (content: Uint8Array) => {
    await writeFile(path, content);
    return openSqlite(folder).then(
      () => 'opened',
      (error: { code?: string }) => error.code,
    );
  };
  expect(await refused(Buffer.alloc(8192, 'no database'))).toBe('STORE_DAMAGED');
  expect(await refused(Buffer.concat([bytes.subarray(0, 16), Buffer.alloc(8192, 255)]))).toBe('STORE_DAMAGED');

  const change = async (statements: string) => {
    const other = join(await temporaryFolder(), 'leopard.db');
    await writeFile(other, bytes);
    const connection = new DatabaseSync(other);
    connection.exec(statements);
    connection.close();
    return refused(await readFile(other));
  };
  expect(await change('PRAGMA journal_mode = DELETE; PRAGMA application_id = 1')).toBe('STORE_FOREIGN');
  expect(await change(`PRAGMA journal_mode = DELETE; insert into migration values (99, 'later', '')`)).toBe(
    'STORE_TOO_NEW',
  );
});

test('an empty file, which a kill leaves that came early, is filled; a folder without a database is not made one by what only looks', async () => {
  const folder = await temporaryFolder();
  await mkdir(folder, { recursive: true });
  await expect(openSqlite(join(folder, 'mistyped'), { create: false })).rejects.toMatchObject({
    code: 'STORE_NOT_FOUND',
  });
  expect(await readdir(folder)).toEqual([]);
  await writeFile(databasePath(folder), '');
  const database = await opened(folder);
  expect(await database.images.count()).toBe(0);
  expect(await database.healthy()).toBe(true);
});
