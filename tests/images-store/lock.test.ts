import { readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockDataFolder, openImageStore, readLockHolder } from '../../src/services/storage/file-store/images/index.js';
import { startChild } from './child.js';
import { identity, newImage, openStore, temporaryFolder } from './support.js';

/** Rewrites parts of the lock that is there. */
async function changeLock(folder: string, change: Record<string, unknown>): Promise<void> {
  const path = join(folder, 'lock');
  await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, 'utf8')), ...change }));
}

test('a second process is refused and told who has the folder and where it listens', async () => {
  const folder = await temporaryFolder();
  const child = startChild('holder.ts', [folder, 'http://127.0.0.1:4000']);
  await child.line('holding');
  const refusal = await openImageStore(folder, { identity }).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ name: 'SetupError', code: 'DATA_FOLDER_LOCKED' });
  expect(String(refusal)).toContain(
    `process ${child.process.pid} on ${hostname()}, listening at http://127.0.0.1:4000`,
  );
  expect(await readLockHolder(folder)).toMatchObject({ pid: child.process.pid, url: 'http://127.0.0.1:4000' });

  child.process.kill('SIGTERM');
  expect(await child.ended).toMatchObject({ code: 0 });
  expect(await readLockHolder(folder)).toBeUndefined();
  await openStore(folder);
});

test('the folder of a process that was killed is taken over', async () => {
  const folder = await temporaryFolder();
  const child = startChild('holder.ts', [folder]);
  await child.line('holding');
  child.process.kill('SIGKILL');
  await child.ended;
  const store = await openStore(folder);
  await store.put(newImage('after'));
  expect(await readLockHolder(folder)).toMatchObject({ pid: process.pid });
  expect((await readdir(folder)).filter((name) => name.startsWith('lock'))).toEqual(['lock']);
});

test.runIf(process.platform === 'linux')(
  'a process that has the number of the former owner, or a restarted machine, is not taken for the owner',
  async () => {
    for (const change of [{ startTicks: 1 }, { boot: 'another start of the machine' }]) {
      const folder = await temporaryFolder();
      await lockDataFolder(folder);
      await expect(lockDataFolder(folder)).rejects.toMatchObject({ code: 'DATA_FOLDER_LOCKED' });
      await changeLock(folder, change);
      expect(await readLockHolder(folder)).toBeUndefined();
      await (await lockDataFolder(folder)).release();
    }
  },
);

test('an owner on another machine is believed, and the message says what to do when it is gone', async () => {
  const folder = await temporaryFolder();
  await lockDataFolder(folder);
  await changeLock(folder, { host: 'elsewhere', pid: 999_999 });
  await expect(lockDataFolder(folder)).rejects.toThrow(
    `If that machine or container is gone for good, delete ${join(folder, 'lock')}`,
  );
});

test('of many that find a stale lock at once, one gets the folder', async () => {
  for (let round = 0; round < 20; round++) {
    const folder = await temporaryFolder();
    await lockDataFolder(folder);
    await changeLock(folder, { pid: 2 ** 22 + 1 });
    const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => lockDataFolder(folder)));
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const attempt of attempts) {
      if (attempt.status === 'rejected') expect(attempt.reason).toMatchObject({ code: 'DATA_FOLDER_LOCKED' });
    }
    expect((await readdir(folder)).filter((name) => name.startsWith('lock'))).toEqual(['lock']);
  }
});

test('a lock that is no lock names the file to look at', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'lock'), 'what?');
  await expect(lockDataFolder(folder)).rejects.toThrow(join(folder, 'lock'));
});

test('a lock released late does not take the folder from its next owner', async () => {
  const folder = await temporaryFolder();
  const first = await lockDataFolder(folder);
  await changeLock(folder, { nonce: 'of the next owner' });
  await first.release();
  expect(await readLockHolder(folder)).toMatchObject({ nonce: 'of the next owner' });
});
