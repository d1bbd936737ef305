import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import sharp from 'sharp';
import tar from 'tar-stream';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import 'reflect-metadata';
import { writeFullSizeCheckpoint } from '../../bench/encoder/full-size.js';
import { quickstartTutorial } from '../../src/cli/quickstart/tutorial.js';
import type { CatalogueEntry } from '../../src/services/encoder/models/catalogue-entry.js';
import { MODEL_CATALOGUE } from '../../src/services/encoder/models/catalogue.js';
import { TUTORIAL } from '../../src/demo/tutorial/dataset.js';
import { answer, type Handler, LocalHub, serve } from '../model-catalogue/local-hub.js';

const WEIGHTS = '/BAAI/bge-visualized/resolve/main/Visualized_base_en_v1.5.pth';
const ARCHIVE = '/milvus-io/bootcamp/releases/download/data/amazon_reviews_2023_subset.tar.gz';
const PICTURES = [...TUTORIAL.hits.slice(0, 2), 'other-1.jpg', 'other-2.jpg'];

let root: string;
let hub: LocalHub;
let model: CatalogueEntry;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'leopard-tutorial-'));
  hub = await LocalHub.start();
  const weights = path.join(root, 'weights.pth');
  writeFullSizeCheckpoint(weights);
  hub.files.set('/storage/weights', { content: await readFile(weights), etag: '"weights"' });
  hub.files.set('/storage/archive', { content: await tutorialArchive() });
  model = await withWeights(weights);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await hub.close();
  await rm(root, { recursive: true });
});

/** The published entry, with the size and hash of made-up weights. */
async function withWeights(file: string): Promise<CatalogueEntry> {
  const published = MODEL_CATALOGUE.find(({ id }) => id === TUTORIAL.model);
  if (!published) throw new Error('The catalogue lacks the model of the tutorial');
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  const sha256 = hash.digest('hex');
  const { size } = await stat(file);
  return {
    ...published,
    files: published.files.map((entry) => (entry.name.endsWith('.pth') ? { ...entry, bytes: size, sha256 } : entry)),
    config: { ...published.config, checkpoint: { file: 'Visualized_base_en_v1.5.pth', sha256 } },
  };
}

async function tutorialArchive(): Promise<Buffer> {
  const pack = tar.pack();
  const files = ['images_folder/leopard.jpg', ...PICTURES.map((name) => `images_folder/images/${name}`)];
  for (const [index, name] of files.entries()) {
    const background = { r: 40 * index, g: 255 - 40 * index, b: 128 };
    pack.entry(
      { name },
      await sharp({ create: { width: 320, height: 240, channels: 3, background } })
        .jpeg()
        .toBuffer(),
    );
  }
  pack.finalize();
  return buffer(pack.pipe(createGzip()));
}

const redirect = (location: string): Handler => answer(302, { location });

/** Breaks the connection in the middle of the file. */
const cut: Handler = (_request, response, served) => {
  const content = served?.content ?? Buffer.alloc(0);
  response.writeHead(200, { 'content-length': content.length, etag: '"weights"' });
  response.write(content.subarray(0, Math.floor(content.length * 0.4)), () => response.destroy());
};

async function run(): Promise<string> {
  let text = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += chunk.toString();
    return true;
  });
  try {
    await quickstartTutorial({ once: true, port: '0', dataFolder: path.join(root, 'data') }, model);
  } finally {
    write.mockRestore();
  }
  return text;
}

it('does the whole tutorial from stand-ins of the hub and the data’s host, through redirects and a cut connection', async () => {
  for (const [name, value] of Object.entries({
    HF_ENDPOINT: hub.address,
    RELEASES_ENDPOINT: hub.address,
    MODELS_FOLDER: path.join(root, 'models'),
    HF_TOKEN: 'hf-secret',
  })) {
    vi.stubEnv(name, value);
  }
  hub.script.push(redirect('/storage/weights'), cut, redirect('/storage/weights'), serve, redirect('/storage/archive'));
  const text = await run();

  expect(text).toContain('leopard.jpg + “phone case with this image theme”');
  expect(text).toContain('2 of the 9 pictures that the tutorial shows are among these.');
  for (const name of PICTURES) expect(text).toContain(name);
  const paths = hub.seen.map(({ path: asked }) => asked);
  expect(paths.slice(0, 2)).toEqual([WEIGHTS, '/storage/weights']);
  expect(paths).toContain(ARCHIVE);
  expect(hub.seen[3]?.range).toMatch(/^bytes=[1-9]\d*-$/);
  // The token of the model hub is for the model hub.
  expect(hub.seen.filter(({ path: asked }) => asked === ARCHIVE).map(({ authorization }) => authorization)).toEqual([
    undefined,
  ]);
  expect((await sharp(path.join(root, 'data', 'contact-sheet.png')).metadata()).width).toBeGreaterThan(600);
}, 300_000);

it('starts at once the second time: nothing is asked for', async () => {
  const asked = hub.seen.length;
  expect(await run()).toContain('2 of the 9 pictures that the tutorial shows are among these.');
  expect(hub.seen.length).toBe(asked);
}, 120_000);
