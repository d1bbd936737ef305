import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type OpenAiDouble, startOpenAiDouble } from '../reranker/support/openai-double.js';
import { ingest } from '../support/collection.js';
import { leopard } from '../support/command-line.js';
import { leopardHere } from '../support/command-line-here.js';
import { picture } from '../support/pictures.js';
import { startTestServer, temporaryFolder, type TestServer } from '../support/server.js';
import { startViewer, type Viewer } from './support/viewer.js';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let double: OpenAiDouble;
let server: TestServer;
let viewer: Viewer;
let settings: Record<string, string>;

beforeAll(async () => {
  folder = await temporaryFolder();
  double = await startOpenAiDouble();
  viewer = await startViewer(folder.path);
  const dataFolder = join(folder.path, 'data');
  const ranking = { OPENAI_BASE_URL: double.url, OPENAI_API_KEY: 'sk-test' };
  settings = { ...ranking, ...viewer.settings, DATA_FOLDER: dataFolder };
  server = await startTestServer({ settings: ranking, dataFolder, stopWithTest: false });
  // Somebody named a picture so that it would open as a program, or in a browser.
  const names = ['cover.html', 'run.sh', 'picture'];
  const files = await Promise.all(
    names.map(async (fileName, seed) => ({ file: new Blob([new Uint8Array(await picture(seed))]), fileName })),
  );
  await ingest(server.endpoint, files);
});
afterAll(async () => {
  await server.stop();
  await viewer.close();
  await double.close();
  await folder.remove();
});

beforeEach(() => {
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
});
afterEach(() => vi.unstubAllEnvs());

const QUESTION = ['search', '--instruction', 'square', '--open'];

const search = (...parameters: string[]) => leopardHere(...QUESTION, ...parameters);

describe.skipIf(process.platform === 'win32')('leopard search --open, through the server', () => {
  it('shows the best hit by its address', async () => {
    const [outcome, place] = await Promise.all([search(), viewer.shown()]);
    expect(outcome).toMatchObject({ exitCode: 0, stderr: '' });
    const answer = await fetch(place);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png']);
    const [, best] = outcome.stdout.split('\n');
    expect(best).toContain(place.split('/').at(-1)?.slice(0, 12));
  });

  it('shows the contact sheet where there is a ranking', async () => {
    const [{ exitCode, stderr }, place] = await Promise.all([search('--rerank'), viewer.shown()]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(PNG.sync.read(await readFile(place)).width).toBeGreaterThan(300);
  });

  it('shows the contact sheet where it was written, whatever it is called', async () => {
    const searching = leopard([...QUESTION, '--sheet', '-sheet.png'], { settings, folder: folder.path });
    const [{ exitCode }, place] = await Promise.all([searching, viewer.shown()]);
    expect({ exitCode, place }).toEqual({ exitCode: 0, place: join(folder.path, '-sheet.png') });
    expect(PNG.sync.read(await readFile(place)).width).toBeGreaterThan(300);
  });

  it('keeps the hits where there is no viewer, and says so', async () => {
    vi.stubEnv('PATH', join(folder.path, 'nothing'));
    const outcome = await leopardHere(...QUESTION);
    expect(outcome).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^VIEWER_MISSING: .*Leave out --open/),
    });
    expect(outcome.stdout.trim().split('\n')).toHaveLength(4);
  });
});

describe.skipIf(process.platform === 'win32')('leopard search --open, without a server', () => {
  beforeAll(() => server.stop());

  it('shows a copy of the best hit, named after what it is', async () => {
    const [outcome, place] = await Promise.all([search(), viewer.shown()]);
    expect(outcome).toMatchObject({ exitCode: 0, stderr: '' });
    expect(extname(place)).toBe('.png');
    expect(PNG.sync.read(await readFile(place))).toMatchObject({ width: 48, height: 40 });
  });
});
