import { spawnSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fill, ingest } from '../support/collection.js';
import { leopard } from '../support/command-line.js';
import { send, upload } from '../support/graphql.js';
import { pictureFile } from '../support/pictures.js';
import { temporaryFolder } from '../support/server.js';
import { startServing } from '../support/serving.js';
import { canHaveSmallDisk, openSmallDisk } from '../support/small-disk.js';

const SEARCH = 'query ($file: Upload!) { search(image: { upload: $file }, limit: 9) { id hits { image { id } } } }';
const OPEN = 'query ($id: ID!) { searchResult(id: $id) { id } }';

interface Found {
  readonly search: { readonly id: string; readonly hits: readonly { readonly image: { readonly id: string } }[] };
}

const searchFor = async (endpoint: string, seed: number) =>
  upload<Found>(endpoint, SEARCH, { file: await pictureFile(seed) });

/** While nothing can be written: searches are answered, and say that they do not last; nothing new is taken. */
async function expectOnlyAnswers(endpoint: string, pictures: number): Promise<void> {
  const { data, errors, extensions } = await searchFor(endpoint, 100);
  expect(errors).toBeUndefined();
  expect(data?.search.hits).toHaveLength(pictures);
  expect(extensions).toMatchObject({ warnings: [{ code: 'SEARCH_NOT_KEPT' }] });
  const id = data?.search.id ?? '';
  expect((await send(endpoint, OPEN, { id })).data).toEqual({ searchResult: { id } });
  const [outcome] = await ingest(endpoint, [{ file: await pictureFile(101) }]);
  expect(outcome).toMatchObject({ status: 'REJECTED', error: { code: 'STORAGE_UNAVAILABLE' } });
}

/** Everything goes on. */
async function expectAll(endpoint: string, pictures: number): Promise<void> {
  const { data, extensions } = await searchFor(endpoint, 100);
  expect(data?.search.hits).toHaveLength(pictures);
  expect(extensions?.['warnings']).toBeUndefined();
  const [outcome] = await ingest(endpoint, [{ file: await pictureFile(101) }]);
  expect(outcome).toMatchObject({ status: 'STORED', searchable: true });
}

test.runIf(canHaveSmallDisk('a server on a file system that runs full'))(
  'on a full disk a server answers and deletes, starts, and goes on when there is room',
  { timeout: 240_000 },
  async () => {
    const folder = await temporaryFolder();
    onTestFinished(() => folder.remove());
    const disk = await openSmallDisk(folder.path, '64m');
    onTestFinished(() => disk.release());
    const settings = { DATA_FOLDER: join(folder.path, 'data'), LOG_LEVEL: 'silent' };
    const fillDisk = async () => {
      for (const bytes of [1 << 20, 1 << 12])
        for (let failed = false; !failed;)
          await writeFile(disk.file(`filler-${bytes}`), new Uint8Array(bytes), { flag: 'a' }).catch(
            () => (failed = true),
          );
    };
    const first = await startServing(settings, disk.under);
    onTestFinished(() => first.stop());
    const ids = await fill(`${first.url}/graphql`, 5);
    await fillDisk();
    await expectOnlyAnswers(`${first.url}/graphql`, 5);
    const erase = (url: string, id = '') =>
      send(`${url}/graphql`, 'mutation ($id: ID!) { deleteImages(ids: [$id]) { deleted } }', { id });
    expect((await erase(first.url, ids[0])).data).toEqual({ deleteImages: { deleted: [ids[0]] } });
    await first.stop();

    await fillDisk();
    const second = await startServing(settings, disk.under);
    onTestFinished(() => second.stop());
    await expectOnlyAnswers(`${second.url}/graphql`, 4);
    expect((await erase(second.url, ids[1])).data).toEqual({ deleteImages: { deleted: [ids[1]] } });
    await Promise.all([1 << 20, 1 << 12].map((bytes) => rm(disk.file(`filler-${bytes}`))));
    await expectAll(`${second.url}/graphql`, 3);
  },
);

// Where nothing can be mounted, a limit of the size of files stands for the disk: nothing can be written at all.
test.runIf(process.platform === 'linux')(
  'where no file can be written a server answers and goes on afterwards; a start is refused by a code',
  { timeout: 240_000 },
  async () => {
    const folder = await temporaryFolder();
    onTestFinished(() => folder.remove());
    const settings = { DATA_FOLDER: folder.path, LOG_LEVEL: 'silent' };
    const server = await startServing(settings);
    onTestFinished(() => server.stop());
    const endpoint = `${server.url}/graphql`;
    await fill(endpoint, 3);
    const limit = (bytes: string) =>
      expect(spawnSync('prlimit', ['--pid', String(server.process.pid), `--fsize=${bytes}:`]).status).toBe(0);
    limit('0');
    await expectOnlyAnswers(endpoint, 3);
    limit('unlimited');
    await expectAll(endpoint, 3);
    await server.stop();

    const { exitCode, stderr } = await leopard(['serve'], {
      settings: { ...settings, PORT: '0' },
      under: ['sh', '-c', 'ulimit -f 0 && exec "$@"', 'sh'],
    });
    expect(stderr).toMatch(/^(STORE_DISK_FULL|STORAGE_UNAVAILABLE): [^\n]+\n$/);
    expect(exitCode).toBe(1);
  },
);
