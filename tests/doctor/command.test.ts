import { rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { newImage, openTestStore, temporaryFolder } from '../support/stored.js';
import { leopard } from '../support/command-line.js';

const doctor = (folder: string, ...flags: string[]) => leopard(['doctor', '--data-folder', folder, ...flags]);

// Each command is a process that loads all of the program from its source.
const TIMEOUT = 240_000;

test('leopard doctor: a script can tell by the exit code and read the JSON', { timeout: TIMEOUT }, async () => {
  const folder = await temporaryFolder();
  const store = await openTestStore(folder);
  const image = newImage('one');
  await store.put(image);
  const place = store.originalPath(image.record.id);
  const inUse = await doctor(folder);
  expect(inUse).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('DATA_FOLDER_LOCKED') });
  await store.close();

  // The next start makes the index.
  const notIndexed = await doctor(folder, '--json');
  expect(notIndexed.exitCode).toBe(0);
  expect(JSON.parse(notIndexed.stdout)).toMatchObject({
    healthy: true,
    findings: [{ kind: 'INDEX_MISSING', fault: false }],
  });
  expect(await doctor(folder, '--no-index')).toMatchObject({ exitCode: 0, stdout: '1 picture is whole.\n' });

  await rm(place);
  const missing = await doctor(folder);
  expect(missing.exitCode).toBe(1);
  expect(missing.stdout).toContain(`ORIGINAL_MISSING: 1`);
  expect(missing.stdout).toContain('leopard doctor --repair');
  expect(await doctor(folder, '--repair')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('All of it was repaired.'),
  });
});
