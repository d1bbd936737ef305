import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { goldensOf, modelFolder } from '../encoder/golden-models.js';
import { leopardHere } from '../support/command-line-here.js';
import { pythonEnvironment } from '../support/python-env.js';
import { temporaryFolder } from '../support/server.js';
import { adopting, type AdoptionPlace } from './adopting.js';
import { Notebook } from './notebook.js';

/** A folder with the picture of one row of `fill_many`, and the vector that it has. */
async function onePicture() {
  const goldens = goldensOf('tiny-model');
  const golden = goldens.embeddings.find(({ kind }) => kind === 'image');
  if (golden?.picture === undefined) throw new Error('no golden picture');
  const folder = (await temporaryFolder()).path;
  const file = goldens.pictures[golden.picture]?.file ?? '';
  await copyFile(join(modelFolder('tiny-model'), 'pictures', file), join(folder, '16999.jpg'));
  return { folder, values: golden.values };
}

const environment = await pythonEnvironment('milvus-lite');

describe.skipIf(environment === undefined)('leopard adopt, from a Milvus Lite', { timeout: 240_000 }, () => {
  let place: AdoptionPlace;
  beforeAll(async () => {
    const folder = await temporaryFolder();
    const address = join(folder.path, 'milvus_demo.db');
    const settings = { MILVUS_LITE_PYTHON: join(environment ?? '', 'bin', 'python') };
    place = { address, settings, notebook: new Notebook(environment ?? '', { uri: address }) };
    return folder.remove;
  });

  adopting(() => place);

  it('goes through more rows than Milvus gives in one answer, each once', async () => {
    const { folder, values } = await onePicture();
    const rows = 17_000;
    const collection = 'large';
    await place.notebook.run({ action: 'fill_many', collection, row: { vector: values }, count: rows });
    const flags = ['--collection', collection, '--pictures', folder, '--report', join(folder, 'report.json')];
    const model = [
      '--model',
      modelFolder('tiny-model'),
      '--data-folder',
      join(folder, 'data'),
      '--preprocessing',
      'reference',
    ];
    for (const [name, value] of Object.entries(place.settings)) vi.stubEnv(name, value);
    const { exitCode, stdout } = await leopardHere('adopt', place.address, ...model, ...flags).finally(() =>
      vi.unstubAllEnvs(),
    );
    expect(stdout).toContain(`1 of ${rows} stored`);
    expect(exitCode).toBe(1);
    const report = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')) as { missing: { key: string }[] };
    expect(new Set(report.missing.map(({ key }) => key)).size).toBe(rows - 1);
  });
});

it('a file of Milvus Lite 2, and a place where nothing is, are told apart', async () => {
  const folder = await temporaryFolder();
  const file = join(folder.path, 'milvus_demo.db');
  const absent = await leopardHere('adopt', file);
  expect(absent.stderr).toContain('ADOPT_NOT_FOUND');
  await writeFile(file, 'SQLite format 3');
  const old = await leopardHere('adopt', file);
  expect(old).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/MILVUS_LITE_FILE: .*before 3.*milvus-lite 3/),
  });
  await folder.remove();
});
