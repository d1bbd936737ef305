import { createWriteStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { leopard } from '../support/command-line.js';
import { send } from '../support/graphql.js';
import { picture } from '../support/pictures.js';
import { startTestServer, temporaryFolder } from '../support/server.js';

// Each command is a process of its own that loads the model; machines that run tests are busy.
vi.setConfig({ testTimeout: 300_000 });

const LIST = `{ images(first: 50, orderBy: OLDEST) { totalCount edges { node { fileName metadata } } } }`;

interface Listed {
  images: { totalCount: number; edges: { node: { fileName: string; metadata: Record<string, unknown> } }[] };
}

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const at = (...parts: string[]) => join(folder.path, ...parts);

beforeAll(async () => {
  folder = await temporaryFolder();
  await mkdir(at('pictures', 'deep', 'deeper'), { recursive: true });
  await writeFile(at('pictures', 'one.png'), await picture(1));
  await writeFile(at('pictures', 'deep', 'two.JPG'), await picture(2, { format: 'jpeg' }));
  await writeFile(at('pictures', 'deep', 'deeper', 'three.webp'), await picture(3, { format: 'webp' }));
  await writeFile(at('pictures', 'notes.txt'), 'no picture');
  await writeFile(at('pictures', 'metadata.jsonl'), '{"file":"deep/two.JPG","metadata":{"price":12}}\n');
});
afterAll(() => folder.remove());

/** What a data folder holds, seen through a server. */
async function stored(dataFolder: string) {
  const { endpoint } = await startTestServer({ dataFolder });
  const { images } = (await send<Listed>(endpoint, LIST)).data ?? {};
  return images?.edges.map(({ node }) => node).sort((one, other) => (one.fileName < other.fileName ? -1 : 1));
}

describe('leopard ingest', () => {
  it('takes a folder in, whatever its depth, with what the list beside the pictures says; a second run changes nothing', async () => {
    const settings = { DATA_FOLDER: at('data-folder') };
    const first = await leopard(['ingest', at('pictures')], { settings });
    expect(first.stderr).toContain('Ingesting: 3/3 pictures');
    expect(first).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('3 stored, 0 updated, 0 unchanged') });

    const second = await leopard(['ingest', at('pictures')], { settings });
    expect(second.stdout).toContain('0 stored, 0 updated, 3 unchanged, 0 rejected');
    expect(await stored(at('data-folder'))).toEqual([
      { fileName: 'one.png', metadata: {} },
      { fileName: 'three.webp', metadata: {} },
      { fileName: 'two.JPG', metadata: { price: 12 } },
    ]);
  });

  it('lists bad files in a report, keeps the good ones, and exits with 1', async () => {
    const list = at('list.jsonl');
    const lines = [
      { file: 'pictures/one.png', metadata: { kind: 'good' } },
      { file: 'pictures/notes.txt' },
      { file: 'pictures/missing.png' },
    ];
    await writeFile(list, `${lines.map((line) => JSON.stringify(line)).join('\n')}\nno json\n`);
    const report = at('report.json');
    const outcome = await leopard(['ingest', list, '--report', report], { settings: { DATA_FOLDER: at('data-bad') } });
    expect(outcome.exitCode).toBe(1);
    expect(outcome.stdout).toContain('1 stored, 0 updated, 0 unchanged, 3 rejected');
    const written = JSON.parse(await readFile(report, 'utf8')) as { rejected: { file: string; code: string }[] };
    expect(written).toMatchObject({ total: 4, stored: 1, interrupted: false });
    expect(written.rejected.map(({ file, code }) => [file, code]).sort()).toEqual([
      ['line 4', 'BAD_USER_INPUT'],
      ['pictures/missing.png', 'IMAGE_UNREADABLE'],
      ['pictures/notes.txt', 'IMAGE_UNREADABLE'],
    ]);
  });

  it('reads metadata from CSV columns, typed', async () => {
    const list = at('list.csv');
    await writeFile(list, '\uFEFFfile,price,sold,code,note\npictures/one.png,12.5,true,007,"a, b"\n');
    const outcome = await leopard(['ingest', list], { settings: { DATA_FOLDER: at('data-csv') } });
    expect(outcome.exitCode, outcome.stderr).toBe(0);
    expect(await stored(at('data-csv'))).toEqual([
      { fileName: 'one.png', metadata: { price: 12.5, sold: true, code: '007', note: 'a, b' } },
    ]);
  });

  it('reads a .tar.gz without unpacking it, lists in it included', async () => {
    const archive = at('pictures.tar.gz');
    const tar = pack();
    tar.entry({ name: '../escape.png' }, await picture(10));
    tar.entry({ name: 'set/a.png' }, await picture(11));
    tar.entry({ name: 'set/list.jsonl' }, '{"file":"a.png","metadata":{"theme":"stars"}}\n');
    tar.entry({ name: 'set/link.png', type: 'symlink', linkname: '/etc/passwd' });
    tar.finalize();
    await pipeline(tar, createGzip(), createWriteStream(archive));
    const outcome = await leopard(['ingest', archive], { settings: { DATA_FOLDER: at('data-tar') } });
    expect(outcome.exitCode, outcome.stderr).toBe(0);
    expect(await stored(at('data-tar'))).toEqual([
      { fileName: 'a.png', metadata: { theme: 'stars' } },
      { fileName: 'escape.png', metadata: {} },
    ]);
  });

  it('goes through the server that owns the data folder', async () => {
    const { dataFolder, endpoint } = await startTestServer();
    const outcome = await leopard(['ingest', at('pictures')], { settings: { DATA_FOLDER: dataFolder } });
    expect(outcome.stderr).toContain('Ingesting into the server at http://127.0.0.1:');
    expect(outcome).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('3 stored') });
    expect((await send<Listed>(endpoint, LIST)).data?.images.totalCount).toBe(3);
  });

  it('calls a wrong call a wrong call: exit code 2', async () => {
    expect(await leopard(['ingest', at('nowhere')])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('there is no file or folder'),
    });
    expect((await leopard(['ingest'])).exitCode).toBe(2);
    expect((await leopard(['ingest', at('pictures'), '--unknown'])).exitCode).toBe(2);
    expect((await leopard(['--help'])).exitCode).toBe(0);
  });

  it('is interrupted by Ctrl-C without loss, and goes on with what is left', async () => {
    await mkdir(at('many'), { recursive: true });
    const count = 60;
    for (let index = 0; index < count; index++) await writeFile(at('many', `${index}.png`), await picture(100 + index));
    const settings = { DATA_FOLDER: at('data-many') };
    const first = await leopard(['ingest', at('many')], {
      settings,
      onStderr: (text, kill) => text.includes('Ingesting: 6/60') && kill('SIGINT'),
    });
    expect(first.exitCode).toBe(130);
    const [, done = ''] = /^(\d+) stored/.exec(first.stdout) ?? [];
    expect(Number(done)).toBeGreaterThanOrEqual(6);
    expect(Number(done)).toBeLessThan(count);
    const second = await leopard(['ingest', at('many')], { settings });
    expect(second.stdout).toContain(`${count - Number(done)} stored, 0 updated, ${done} unchanged, 0 rejected`);
  });
});
