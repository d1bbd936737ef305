import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Evaluation } from '../../src/services/evaluation/types.js';
import { makeKey } from '../access/support.js';
import { drawSome, ingestDrawn } from '../support/catalogue-pictures.js';
import { leopardHere } from '../support/command-line-here.js';
import { startTestServer, temporaryFolder, type TestServer } from '../support/server.js';

const PICTURES = [
  ...['images/phone-case-leopard-1.jpg', 'images/phone-case-bricks-1.jpg', 'images/mug-plain-red-1.jpg'],
  ...['images/umbrella-lemons-1.jpg', 'themes/leopard-1.jpg'],
];
const THEME = 'phone case with this image theme';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: TestServer;
let queries: string;
const at = (...parts: string[]) => join(folder.path, ...parts);

beforeAll(async () => {
  folder = await temporaryFolder();
  const entries = await drawSome(folder.path, (file) => PICTURES.includes(file));
  server = await startTestServer({ stopWithTest: false });
  const ids = await ingestDrawn(server.endpoint, folder.path, entries);
  const leopard = ids[entries.findIndex(({ file }) => file === 'themes/leopard-1.jpg')];
  queries = at('queries.jsonl');
  const lines = [
    { image: 'themes/leopard-1.jpg', instruction: THEME, relevant: ['phone-case-leopard-1.jpg'], group: 'transfer' },
    { image: leopard, instruction: THEME, relevant: ['images/phone-case-leopard-1.jpg'], group: 'transfer' },
    { instruction: 'a red mug', relevant: ['images/mug-plain-red-1.jpg'], group: 'text' },
    // Wrong on purpose: two misses.
    { instruction: 'a red mug', relevant: ['images/umbrella-lemons-1.jpg'], group: 'wrong' },
    { image: 'themes/leopard-1.jpg', instruction: THEME, relevant: ['nothing.jpg'], group: 'wrong' },
  ];
  await writeFile(queries, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
});
afterAll(async () => {
  await server.stop();
  await folder.remove();
});

/** Through the server that owns the data folder. */
const evaluate = (...parameters: string[]) =>
  leopardHere('evaluate', queries, '--data-folder', server.dataFolder, ...parameters);

describe('leopard evaluate, through the running server', () => {
  it('prints a table by group, with baselines of the picture and of the instruction alone', async () => {
    const { exitCode, stdout } = await evaluate();
    expect(exitCode).toBe(0);
    const [target, , header, ...rows] = stdout.split('\n');
    expect(target).toBe(`${server.url}: 5 pictures in lancedb, model demo, preprocessing web-1`);
    expect(header).toMatch(/^group +asked with +queries +R@1 +R@5 +R@9 +R@50 +mAP@5 +MRR +R@1, 95 %$/);
    expect(rows.slice(0, 9).map((row) => row.split(/ {2,}/).slice(0, 5))).toEqual([
      ['text', 'as asked', '1', '1.000', '1.000'],
      ['transfer', 'as asked', '2', '1.000', '1.000'],
      ['transfer', 'picture only', '2', expect.any(String), '1.000'],
      ['transfer', 'instruction only', '2', expect.any(String), '1.000'],
      ['wrong', 'as asked', '2', '0.000', '0.500'],
      ['wrong', 'picture only', '1', '0.000', '0.000'],
      ['wrong', 'instruction only', '1', '0.000', '0.000'],
      ['all', 'as asked', '5', '0.600', '0.800'],
      ['all', 'picture only', '3', expect.any(String), expect.any(String)],
    ]);
  });

  it('draws the misses, worst first: what was asked, what was wanted, what came', async () => {
    const sheet = at('misses.png');
    const { stdout, stderr } = await evaluate('--sheet', sheet, '--json', '--no-baselines');
    expect(stderr).toContain(`Misses drawn in ${sheet}: 2\n`);
    const { misses, rows } = JSON.parse(stdout) as Evaluation;
    expect(misses.map(({ rank, relevant, answer }) => [rank, relevant[0], answer[0]?.fileName])).toEqual([
      [null, 'nothing.jpg', 'images/phone-case-leopard-1.jpg'],
      [expect.any(Number), 'images/umbrella-lemons-1.jpg', 'images/mug-plain-red-1.jpg'],
    ]);
    expect(new Set(rows.map(({ mode }) => mode))).toEqual(new Set(['as asked']));
    // Query and best hit of the first miss, best hit of the second; one by text alone has no query picture.
    expect(await distance(sheet, { left: 10, top: 10 }, 'themes/leopard-1.jpg')).toBeLessThan(4);
    expect(await distance(sheet, { left: 320, top: 10 }, 'images/phone-case-leopard-1.jpg')).toBeLessThan(4);
    expect(await distance(sheet, { left: 320, top: 216 }, 'images/mug-plain-red-1.jpg')).toBeLessThan(4);
    expect(await distance(sheet, { left: 320, top: 10 }, 'images/mug-plain-red-1.jpg')).toBeGreaterThan(20);
    expect(PNG.sync.read(await readFile(sheet))).toMatchObject({ width: 960, height: 422 });
  });

  it('keeps figures, and prints those of an earlier run beside them', async () => {
    const saved = at('run.json');
    await evaluate('--first', '2', '--save', saved);
    const { stdout } = await evaluate('--compare', saved);
    expect(stdout).toContain(`before: ${server.url}: 5 pictures`);
    expect(stdout).toMatch(/^transfer +as asked +1\.000 → 1\.000/m);
    expect(stdout).toMatch(/^all +as asked +1\.000 → 0\.600/m);
    const { before, queries } = JSON.parse((await evaluate('--compare', saved, '--json')).stdout) as Evaluation & {
      before: Evaluation;
    };
    expect([before.rows[0]?.queries, queries]).toEqual([2, 5]);
  });
});

it('says so where most of the pictures of a folder are there to ask with: each counts as a wrong answer', async () => {
  const own = at('own.jsonl');
  const asked = ['phone-case-leopard-1.jpg', 'phone-case-bricks-1.jpg', 'umbrella-lemons-1.jpg'];
  const lines = asked.map((name) => ({
    image: `images/${name}`,
    instruction: 'in red',
    relevant: ['mug-plain-red-1.jpg'],
  }));
  await writeFile(own, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const { exitCode, stderr } = await leopardHere('evaluate', own, '--folder', at('images'));
  expect({ exitCode, stderr }).toMatchObject({
    exitCode: 0,
    stderr: expect.stringContaining('3 of the 4 pictures in'),
  });
  const few = await leopardHere('evaluate', own, '--folder', at('images'), '--first', '2');
  expect(few.stderr).not.toContain('query pictures');
});

it('refuses to calibrate what stands beside the model that answers', async () => {
  const { exitCode, stderr } = await evaluate('--calibrate', '--generation', 'beside');
  expect({ exitCode, stderr }).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('Leave out --generation'),
  });
});

it('asks a server that wants keys with --api-key, its pictures included', async () => {
  const dataFolder = at('with-keys');
  const open = await startTestServer({ dataFolder });
  const entries = await drawSome(folder.path, (file) => file === 'images/mug-plain-red-1.jpg');
  await ingestDrawn(open.endpoint, folder.path, entries);
  await open.stop();
  const key = await makeKey(dataFolder);
  const { endpoint } = await startTestServer({ dataFolder });

  const sheet = at('keys.png');
  const ask = (...parameters: string[]) =>
    leopardHere('evaluate', queries, '--first', '1', '--server', endpoint, '--sheet', sheet, ...parameters);
  expect(await ask()).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/^UNAUTHENTICATED: http/) });
  expect(await ask('--api-key', key)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 pictures') });
  expect(await distance(sheet, { left: 320, top: 10 }, 'images/mug-plain-red-1.jpg')).toBeLessThan(4);
});

/** Mean difference of a tile from a picture, per channel, of 255; the border left out. */
async function distance(sheet: string, place: { left: number; top: number }, file: string): Promise<number> {
  const inside = { left: 4, top: 4, width: 142, height: 142 };
  const tile = sharp(sheet).extract({ left: place.left + 4, top: place.top + 4, width: 142, height: 142 });
  const picture = sharp(at(file)).resize(150, 150).toColourspace('srgb').extract(inside);
  const [a, b] = await Promise.all([tile, picture].map((image) => image.removeAlpha().raw().toBuffer()));
  if (!a || !b || a.length !== b.length) throw new Error('tiles of different sizes');
  return a.reduce((sum, value, index) => sum + Math.abs(value - (b[index] ?? 0)), 0) / a.length;
}
