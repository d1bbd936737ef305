import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readConfig } from '../../src/config/index.js';
import { createEncoder } from '../../src/services/encoder/encoder.js';
import { type Expectation } from '../../src/services/encoder/models/published-similarities.js';
import { verifyModel } from '../../src/services/encoder/models/verify.js';

const TINY = fileURLToPath(new URL('../fixtures/models/tiny-model/', import.meta.url));
const PICTURES = fileURLToPath(new URL('../fixtures/models/tiny-model/pictures', import.meta.url));

interface Goldens {
  texts: Record<string, { text: string }>;
  embeddings: { id: string; values: number[] }[];
}

let folder: string;
let goldens: Goldens;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leopard-verify-'));
  await cp(TINY, folder, { recursive: true });
  goldens = JSON.parse(await readFile(join(TINY, 'goldens.json'), 'utf8')) as Goldens;
});

afterEach(() => rm(folder, { recursive: true }));

const openEncoder = (modelFolder: string) => {
  const { encoder } = readConfig({ PREPROCESSING: 'reference', ENCODER_WORKERS: '1', PREPACKED_CACHE: 'false' });
  return createEncoder({ ...encoder, modelFolder, maximumPixels: 1_000_000 });
};

/** The similarity of two vectors of the reference implementation: what the authors of this model would have published. */
function published(a: string, b: string): number {
  const values = (id: string) => goldens.embeddings.find((embedding) => embedding.id === id)?.values ?? [];
  return values(a).reduce((sum, value, index) => sum + value * (values(b)[index] ?? NaN), 0);
}

function expectations(): Expectation[] {
  const composed = 'composed/transparent/reference/sentence';
  return [
    {
      title: 'composed',
      query: { image: `${PICTURES}/transparent.png`, text: goldens.texts.sentence?.text ?? '' },
      candidates: [
        { image: `${PICTURES}/landscape.png`, published: published(composed, 'image/landscape/reference') },
        { text: goldens.texts.word?.text ?? '', published: published(composed, 'text/word') },
      ],
    },
  ];
}

it('computes the published similarities again, with the preprocessing of the authors', async () => {
  const verification = await verifyModel({ files: [], expectations: expectations() }, folder, openEncoder);
  expect(verification.holds).toBe(true);
  expect(verification.similarities.map(({ candidate }) => candidate)).toEqual(['landscape.png', '"blue"']);
  for (const { measured, published: value } of verification.similarities) expect(measured).toBeCloseTo(value, 5);
});

it('says which similarity differs', async () => {
  const [first] = expectations();
  if (!first) throw new Error('nothing to compare');
  const wrong = {
    ...first,
    candidates: first.candidates.map((one, index) => ({ ...one, published: one.published + index * 0.002 })),
  };
  const verification = await verifyModel({ files: [], expectations: [wrong] }, folder, openEncoder);
  expect(verification.holds).toBe(false);
  expect(verification.similarities.map(({ holds }) => holds)).toEqual([true, false]);
});

it('refuses a checkpoint that changed since it was installed', async () => {
  const path = join(folder, 'model.pth');
  const bytes = await readFile(path);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  await writeFile(path, bytes);
  await expect(verifyModel({ files: [], expectations: [] }, folder, openEncoder)).rejects.toMatchObject({
    code: 'HASH_MISMATCH',
    message: expect.stringMatching(/model\.pth is not the file that was installed.*install it again/) as string,
  });
});

it('says which prepacked weights are damaged', async () => {
  const open = () => {
    const { encoder } = readConfig({ PREPACKED_CACHE_FROM_BYTES: '0', ENCODER_WORKERS: '1' });
    return createEncoder({ ...encoder, modelFolder: folder, maximumPixels: 1_000_000 });
  };
  await (await open()).close();
  expect((await verifyModel({ files: [], expectations: [] }, folder, open)).caches).toMatchObject([
    { fault: undefined },
  ]);
  const [cache = ''] = await readdir(join(folder, 'prepacked'));
  const file = join(folder, 'prepacked', cache, 'fuse.bin');
  const bytes = await readFile(file);
  bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
  await writeFile(file, bytes);
  expect((await verifyModel({ files: [], expectations: [] }, folder, open)).caches).toMatchObject([
    { fault: 'fuse.bin is damaged' },
  ]);
  expect((await verifyModel({ files: [], expectations: [] }, folder, open)).caches).toMatchObject([
    { fault: undefined },
  ]);
});
