import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leopard } from '../support/command-line.js';
import { LocalHub } from './local-hub.js';

const TINY = fileURLToPath(new URL('../fixtures/models/tiny-model/', import.meta.url));
let models: string;
let hub: LocalHub;

beforeAll(async () => {
  models = await mkdtemp(join(tmpdir(), 'leopard-models-cli-'));
  hub = await LocalHub.start();
});

afterAll(async () => {
  await hub.close();
  await rm(models, { recursive: true });
});

const run = (...parameters: string[]) =>
  leopard(parameters, { settings: { MODELS_FOLDER: models, HF_ENDPOINT: hub.address, PREPACKED_CACHE: 'false' } });

describe('leopard models', () => {
  it('lists the catalogue with licence, size, hash, dimension, limits and languages', async () => {
    const { stdout } = await run('models', 'list', '--json');
    const listed = JSON.parse(stdout) as Record<string, unknown>[];
    expect(listed.map(({ id, folder }) => [id, folder === null])).toEqual([
      ['demo', false],
      ['bge-vl-base', true],
      ['bge-vl-large', true],
      ['visualized-bge-base-en-v1.5', true],
      ['visualized-bge-m3', true],
    ]);
    expect(listed[1]).toMatchObject({ licence: 'MIT', dimension: 512, instructionTokensWithImage: 77 });
    expect(listed[3]).toMatchObject({
      licence: 'MIT',
      bytes: 392_860_018 + 231_508,
      sha256: '07e58cf70ee6962530490ef1ac5b632e7e0153ba8c7ed49d55e0f41ec97bf6a6',
      dimension: 768,
      instructionTokens: 512,
      instructionTokensWithImage: 316,
      languages: ['en'],
    });
    expect((await run('models', 'list')).stdout).toContain('leopard models install visualized-bge-m3');
  });

  it('ends with a code and exit code 1 where the hub has no such file', async () => {
    const { exitCode, stderr } = await run('models', 'install', 'visualized-bge-base-en-v1.5');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^HUB_FILE_NOT_FOUND: .*BAAI\/bge-visualized\/resolve\/main\/Visualized_base_en_v1\.5\.pth/m,
    );
    const path = await run('models', 'path', 'visualized-bge-base-en-v1.5');
    expect(path.stderr).toContain('MODEL_NOT_INSTALLED');
  });

  it("installs, finds, verifies and embeds with a model of one's own", async () => {
    const installed = await run('models', 'install', 'mine', '--from', TINY);
    expect(installed).toMatchObject({ exitCode: 0, stdout: `Installed in ${join(models, 'mine')}\n` });
    expect((await run('models', 'path', 'mine')).stdout).toBe(`${join(models, 'mine')}\n`);
    const verified = await run('models', 'verify', 'mine');
    expect(verified.stdout).toMatch(/^Files: as expected \(checkpoint SHA-256 20a4cff4/);
  });
});

describe('leopard embed', () => {
  interface Golden {
    id: string;
    values: number[];
  }
  const picture = join(TINY, 'pictures', 'rotated.jpg');
  const embed = async (...parameters: string[]) => {
    const { stdout, stderr } = await run('embed', '--model', TINY, ...parameters);
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout) as { embedding: number[]; dimension: number; tokens: number; timings: object };
  };

  it.each([
    ['text/word', ['--text', 'blue'], 3],
    ['text/word', ['--ids', '2,164,3'], 3],
    [
      'composed/rotated/reference/sentence',
      ['--image', picture, '--preprocessing', 'reference', '--ids', '2,110,131,202,113,116,163,16,114,188,214,3'],
      12,
    ],
    ['image/rotated/web', ['--image', picture], 2],
  ])('prints the golden vector %s', async (id, parameters, tokens) => {
    const goldens = JSON.parse(await readFile(join(TINY, 'goldens.json'), 'utf8')) as { embeddings: Golden[] };
    const golden = goldens.embeddings.find((embedding) => embedding.id === id);
    const { embedding, ...rest } = await embed(...parameters);
    expect(rest).toMatchObject({ dimension: 128, tokens, timings: { fuse: expect.any(Number) as number } });
    const difference = embedding.map((value, index) => Math.abs(value - (golden?.values[index] ?? NaN)));
    expect(Math.max(...difference)).toBeLessThan(2e-5);
  });

  it.each([
    [['--text', 'a', '--ids', '2,3'], 2, /cannot be used with/],
    [['--ids', '2,x'], 2, /whole numbers/],
    [['--image', '/nowhere.jpg'], 1, /BAD_USER_INPUT: The picture \/nowhere.jpg cannot be read/],
    [[], 1, /BAD_USER_INPUT: There is nothing to encode/],
  ])('refuses %j', async (parameters, exitCode, message) => {
    const outcome = await run('embed', '--model', TINY, ...parameters);
    expect(outcome.exitCode).toBe(exitCode);
    expect(outcome.stderr).toMatch(message);
  });
});
