import { cp, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { type CommandOptions, type Kill, leopard } from '../support/command-line.js';
import { send } from '../support/graphql.js';
import { temporaryFolder } from '../support/server.js';
import type {} from '../support/quickstart.js';

// Each run is a process of its own; machines that run tests are busy.
vi.setConfig({ testTimeout: 120_000 });

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const { interrupted, complete } = inject('quickstartRuns');
/** What a finished quickstart left behind. */
const finished = () => cp(inject('catalogueData'), folder.path, { recursive: true });

const quickstart = (parameters: string[] = ['--once'], options: CommandOptions = {}) =>
  leopard(['quickstart', '--port', '0', '--data-folder', folder.path, ...parameters], options);

const doctor = () => leopard(['doctor', '--no-index', '--data-folder', folder.path]);

/** The lines with ranks, scores, titles and files. */
const hitsOf = (stdout: string) => stdout.split('\n').filter((line) => /^ {2,}\d+ {2}0\.\d{3} /.test(line));

/** What is to be pasted into the explorer. */
const operationOf = (stdout: string) => /^ {2}query Search \{[^]*?^ {2}\}$/m.exec(stdout)?.[0] ?? '';

describe('the first run', () => {
  it('ends at once when it is interrupted while it draws, and says how to go on', () => {
    expect(interrupted.stderr).toMatch(/^Drawing: 1\/940 pictures\nINTERRUPTED: Interrupted\. Run it again/);
    expect(interrupted.exitCode).toBe(130);
  });

  it('draws, adds and finds, also after one that was interrupted', async () => {
    expect(complete.exitCode).toBe(0);
    expect(complete.stderr).toContain('Drawing: 940/940 pictures');
    expect(complete.stderr).toContain('Adding: 940/940 pictures');
    const hits = hitsOf(complete.stdout);
    expect(hits).toHaveLength(9);
    for (const hit of hits.slice(0, 2)) expect(hit).toMatch(/Leopard phone case +images\/phone-case-leopard-\d\.jpg$/);
    const [, sheet = ''] = /Contact sheet +(.+)/.exec(complete.stdout) ?? [];
    expect(PNG.sync.read(await readFile(sheet)).width).toBeGreaterThan(600);
    // Nothing listens there any more.
    expect(complete.stdout).not.toContain('http');
    expect(complete.stdout).toContain('the same command without --once serves it');
  });
});

describe('the second run', () => {
  it('shows the same without drawing or adding anything', async () => {
    await finished();
    const pictures = join(folder.path, 'quickstart', 'catalogue', 'images');
    const written = async () =>
      Promise.all((await readdir(pictures)).map(async (name) => [name, (await stat(join(pictures, name))).mtimeMs]));
    const before = await written();
    const { exitCode, stdout, stderr } = await quickstart();
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(hitsOf(stdout)).toEqual(hitsOf(complete.stdout));
    expect(await written()).toEqual(before);
  });

  it('serves until Ctrl-C; nobody else gets the data folder, and what is deleted stays deleted', async () => {
    await finished();
    let stop: Kill = () => undefined;
    let told: (stdout: string) => void;
    const shown = new Promise<string>((resolve) => (told = resolve));
    const serving = quickstart([], {
      onStdout(stdout, kill) {
        stop = kill;
        if (stdout.includes('Ctrl-C stops the server')) told(stdout);
      },
    });
    const stdout = await shown;
    const [, page = ''] = /Page +(http.+)/.exec(stdout) ?? [];
    expect(await (await fetch(page)).text()).toContain('<title>Leopard');

    const another = await quickstart();
    expect(another).toMatchObject({ exitCode: 1, stdout: '' });
    expect(another.stderr).toMatch(new RegExp(`^DATA_FOLDER_LOCKED: .* listening at ${page}, .*Stop it, or use`));

    const [, endpoint = ''] = /Endpoint +(http.+)/.exec(stdout) ?? [];
    type Found = { search: { hits: { image: { id: string; fileName: string } }[] } };
    const { data } = await send<Found>(endpoint, operationOf(stdout));
    const names = data?.search.hits.map(({ image }) => image.fileName) ?? [];
    expect(names).toEqual(hitsOf(complete.stdout).map((line) => line.split(/ +/).at(-1)));
    await send(endpoint, `mutation { deleteImages(ids: ["${data?.search.hits[0]?.image.id}"]) { deleted } }`);
    stop('SIGINT');
    expect(await serving).toMatchObject({ exitCode: 0, stderr: '' });

    const again = await quickstart();
    expect(again).toMatchObject({ exitCode: 0, stderr: '' });
    expect(hitsOf(again.stdout)[0]).toContain(names[1]);
  });
});

it('says that the port is in use before it draws anything', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const { exitCode, stdout, stderr } = await quickstart(['--once', '--port', String(port)]);
  await new Promise((resolve) => other.close(resolve));
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toBe(
    `PORT_IN_USE: Port ${port} is taken. Stop what listens there, or choose another: PORT, --port.\n`,
  );
  expect(await readdir(join(folder.path, 'quickstart'))).toEqual([]);
});

it('keeps what was added when it is interrupted while it adds', async () => {
  await mkdir(join(folder.path, 'quickstart'));
  const drawn = join('quickstart', 'catalogue');
  await cp(join(inject('catalogueData'), drawn), join(folder.path, drawn), { recursive: true });
  const { exitCode, stderr } = await quickstart(['--once'], {
    onStderr: (text, kill) => text.includes('Adding: 94/') && kill('SIGINT'),
  });
  expect(exitCode).toBe(130);
  expect(stderr).toMatch(/INTERRUPTED: Interrupted\. Run it again: what was added stays\.\n$/);
  const { exitCode: health, stdout } = await doctor();
  const [, whole = ''] = /^(\d+) pictures are whole/.exec(stdout) ?? [];
  expect(health, stdout).toBe(0);
  expect(Number(whole)).toBeGreaterThanOrEqual(94);
  expect(Number(whole)).toBeLessThan(940);
});
