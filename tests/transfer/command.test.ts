import { join } from 'node:path';
import { expect, test } from 'vitest';
import { identity, newImage, openStore, openTestStore, temporaryFolder } from '../support/stored.js';
import { leopard } from '../support/command-line.js';
import { makeKey } from '../access/support.js';

// Each command is a process that loads all of the program from its source.
const TIMEOUT = 240_000;

function placesIn(folder: string) {
  return { data: join(folder, 'data'), other: join(folder, 'other'), file: join(folder, 'pictures.tar') };
}

test('leopard export, then leopard import into another folder', { timeout: TIMEOUT }, async () => {
  const folder = await temporaryFolder();
  const { data, other, file } = placesIn(folder);
  const store = await openTestStore(data);
  await store.put(newImage('one', 1, { a: 1 }));
  expect(await leopard(['export', file, '--data-folder', data])).toMatchObject({
    exitCode: 0,
    stdout: `1 pictures are in ${file}.\n`,
  });
  // The folder is in use, so it cannot be imported into.
  expect(await leopard(['import', file, '--data-folder', data])).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('DATA_FOLDER_LOCKED'),
  });
  await store.close();
  expect(await leopard(['import', file, '--data-folder', other])).toMatchObject({
    exitCode: 0,
    stdout: '1 pictures were stored, 0 were there already.\n',
  });
  const moved = await openStore(other);
  expect((await moved.get(newImage('one').record.id))?.metadata).toEqual({ a: 1 });
});

test('an archive of another encoder is refused with both sides and the remedy', { timeout: TIMEOUT }, async () => {
  const folder = await temporaryFolder();
  const { data, other, file } = placesIn(folder);
  await (await openTestStore(data)).close();
  await (await openTestStore(other, { ...identity, model: 'other-model', checkpoint: 'f'.repeat(64) })).close();
  expect(await leopard(['export', file, '--data-folder', data])).toMatchObject({ exitCode: 0 });
  const { exitCode, stderr } = await leopard(['import', file, '--data-folder', other]);
  expect(exitCode).toBe(1);
  for (const part of ['IMPORT_OTHER_ENCODER', 'test-model', 'other-model', '--encode']) expect(stderr).toContain(part);
});

test('leopard copy takes API keys along before there is a picture', { timeout: TIMEOUT }, async () => {
  const folder = await temporaryFolder();
  const { data, other } = placesIn(folder);
  await makeKey(data, { name: 'first' });
  expect(await leopard(['copy', '--to', other, '--data-folder', data])).toMatchObject({
    exitCode: 0,
    stdout: `There is no picture yet; API keys were copied to ${other}.\n`,
  });
  const { stdout } = await leopard(['keys', 'list', '--data-folder', other]);
  expect(stdout).toContain('first');
});
