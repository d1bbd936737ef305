import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leopard } from '../support/command-line.js';
import { upload } from '../support/graphql.js';
import { type TestServer, startTestServer } from '../support/server.js';
import { fail, ranking, say } from './support/answers.js';
import { type OpenAiDouble, startOpenAiDouble } from './support/openai-double.js';
import { scenes } from './support/scenes.js';

const INGEST = `mutation ($images: [IngestImageInput!]!) { ingestImages(images: $images) { stored } }`;
const SHAPES = ['circle', 'square'];

let double: OpenAiDouble;
let server: TestServer;
let folder: string;
let settings: Record<string, string>;

beforeAll(async () => {
  double = await startOpenAiDouble();
  folder = await mkdtemp(join(tmpdir(), 'leopard-search-'));
  settings = { OPENAI_BASE_URL: double.url, OPENAI_API_KEY: 'sk-test', DATA_FOLDER: join(folder, 'data') };
  server = await startTestServer({ settings, dataFolder: settings['DATA_FOLDER'], stopWithTest: false });
  const pictures = (await scenes()).slice(0, 5);
  const images = pictures.map(({ bytes }, index) => ({
    image: { upload: new File([new Uint8Array(bytes)], `picture-${index}.png`) },
    metadata: { shape: SHAPES[index % 2], number: index },
  }));
  const answer = await upload<{ ingestImages: { stored: number } }>(server.endpoint, INGEST, { images });
  expect(answer.data?.ingestImages.stored).toBe(5);
  await writeFile(join(folder, 'query.png'), pictures[0]?.bytes ?? '');
});
afterAll(async () => {
  await server.stop();
  await double.close();
  await rm(folder, { recursive: true, force: true });
});

const search = (...parameters: string[]) => leopard(['search', ...parameters], { settings, folder });

/** The same, whether a server runs or not. */
function stories(): void {
  it('prints JSON, filtered', async () => {
    const filter = '{"all": [{"key": "shape", "equals": "square"}]}';
    const { stdout, exitCode } = await search('--image', 'query.png', '--filter', filter, '--json');
    expect(exitCode).toBe(0);
    const { hits } = JSON.parse(stdout) as { hits: { rank: number; metadata: { shape: string } }[] };
    expect(hits.map(({ rank, metadata }) => [rank, metadata.shape])).toEqual([
      [1, 'square'],
      [2, 'square'],
    ]);
  });

  it('ranks, says why, and writes the contact sheet', async () => {
    const before = double.calls.length;
    double.script(say(ranking([2, 0, 1], 'It is the reddest.')));
    const instruction = `in red, ${server.url} ${before}`;
    const sheet = ['--sheet', 'out.png', '--include-metadata', 'shape', '--candidates', '3'];
    const { stdout, stderr, exitCode } = await search('--instruction', instruction, '--rerank', ...sheet);
    // An address is no English; nothing else is complained of.
    const warning = expect.stringMatching(/^The model of this server was trained on English[^\n]*\n$/) as string;
    expect({ stderr, exitCode }).toEqual({ stderr: warning, exitCode: 0 });
    const [header, best] = stdout.split('\n');
    expect(header).toMatch(/^rank\s+score\s+picture\s+id$/);
    expect(best).toMatch(/^1\s+-?[01]\.\d{4}\s+picture-\d\.png\s+[0-9a-f]{12}$/);
    expect(stdout).toMatch(/1\. picture-\d\.png \[2\]\s+Reason of 2\./);
    expect(stdout).toContain('Best: It is the reddest.');
    expect(stdout).toContain('gpt-4o: 1200 tokens, about $0.0045');
    const { width, height } = PNG.sync.read(await readFile(join(folder, 'out.png')));
    expect([width, height]).toEqual([976, 348]);
    expect(JSON.stringify(double.calls[before]?.body.messages)).toMatch(/shape\\":\\"(circle|square)/);
  });

  it('keeps the hits where the ranking fails, and says why', async () => {
    double.script(fail(401));
    const { stdout, stderr, exitCode } = await search(
      '--instruction',
      `a wish that fails at ${double.calls.length}`,
      '--rerank',
    );
    expect(stdout.trim().split('\n')).toHaveLength(6);
    expect(stderr).toMatch(/^RERANKER_UNAVAILABLE: .*does not accept the key/m);
    expect(exitCode).toBe(1);
  });
}

describe('leopard search, through the server that owns the data folder', () => {
  stories();

  it('names what is wrong', async () => {
    expect(await search('--image', 'missing.png')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^BAD_USER_INPUT: .*missing\.png/),
    });
    expect(await search('--instruction', 'x', '--limit', '100000')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^LIMIT_EXCEEDED: /),
    });
  });
});

describe('leopard search, called wrongly', () => {
  it.each([
    [['--limit', '0', '--instruction', 'x'], 'whole number'],
    [['--filter', '{"price": 3}', '--instruction', 'x'], 'It has to be JSON such as'],
    [['--limit', '3'], 'give --image, --instruction, or both; or --like.'],
  ])('%j', async (parameters, message) => {
    expect(await search(...parameters)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(message) });
  });

  it('names a server that does not answer', async () => {
    const outcome = await search('--instruction', 'x', '--server', 'http://127.0.0.1:9');
    expect(outcome).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/^SERVER_UNREACHABLE: /) });
  });
});

describe('leopard search, without a server', () => {
  beforeAll(() => server.stop());
  stories();
});
