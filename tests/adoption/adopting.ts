import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, expect, it, vi } from 'vitest';
import { goldensOf, modelFolder } from '../encoder/golden-models.js';
import { leopardHere } from '../support/command-line-here.js';
import { startService } from '../remote-encoder/support.js';
import { send } from '../support/graphql.js';
import { startTestServer } from '../support/server.js';
import { temporaryFolder } from '../support/stored.js';
import type { Notebook } from './notebook.js';

const MODEL = modelFolder('tiny-model');
const goldens = goldensOf('tiny-model');
/** Vectors that the model's authors' own code made, as the tutorial does: with the reference preprocessing. */
const vectors = goldens.embeddings.filter(
  ({ kind, preprocessing }) => kind === 'image' && preprocessing === 'reference',
);
const question = goldens.embeddings.find(
  ({ id, kind, preprocessing }) => kind === 'composed' && preprocessing === 'reference' && id.includes('sentence'),
);

const SEARCH = `query Search($image: ImageInput!, $instruction: String!) {
  search(image: $image, instruction: $instruction, limit: 9) {
    hits { score image { fileName metadata } }
  }
}`;
interface Found {
  search: { hits: { score: number; image: { fileName: string; metadata: Record<string, unknown> } }[] };
}

export interface AdoptionPlace {
  readonly notebook: Notebook;
  /** As `leopard adopt` takes it. */
  readonly address: string;
  readonly settings: Readonly<Record<string, string>>;
}

interface Adopted {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The rows of the tutorial's collection, with paths of a machine that is gone. */
const tutorial = vectors.map(({ picture = '', values }, index) => ({
  image_path: `/home/somebody/images_folder/images/${goldens.pictures[picture]?.file}`,
  vector: values,
  price: index / 4,
  tags: ['a', 'b'],
}));
const ofAnotherModel = tutorial.map((row) => ({ ...row, vector: [...row.vector].reverse() }));
/** With a schema, and keys that have to be quoted. */
const products = vectors.map(({ picture = '', values }, index) => ({
  ...{ sku: `a"\\'${index}`, picture: goldens.pictures[picture]?.file, embedding: values, stock: 10 + index },
  ...{ price: 0.5, sale: index % 2 === 0, details: { weight: { kg: 1 } }, colours: ['red', 'blue'] },
}));

/** What every kind of Milvus has to hold to. `place` is asked for when the tests run. */
export function adopting(place: () => AdoptionPlace): void {
  let before: unknown;
  let loaded: unknown;
  beforeAll(async () => {
    const fill = (collection: string, rows: readonly object[]) => ({ action: 'fill' as const, collection, rows });
    const [, ...answers] = await place().notebook.run(
      fill('multimodal_rag_demo', tutorial),
      { action: 'rows', collection: 'multimodal_rag_demo' },
      { action: 'fill_declared', collection: 'products', rows: products },
      { action: 'load_state', collection: 'products' },
      fill('with_gaps', tutorial),
      fill('of_another_model', ofAnotherModel),
      fill(
        'of_another_length',
        ofAnotherModel.map((row) => ({ ...row, vector: row.vector.slice(1) })),
      ),
      fill('with_another_picture', [{ ...tutorial[0], vector: tutorial[1]?.vector }, ...tutorial.slice(1)]),
    );
    [before, , loaded] = answers;
  });

  const adoptInto = (data: string, ...flags: string[]): Promise<Adopted> => {
    for (const [name, value] of Object.entries({ ...place().settings, ENCODER_WORKERS: '1' })) vi.stubEnv(name, value);
    const pictures = ['--pictures', join(MODEL, 'pictures'), '--sample', '2'];
    const call = ['adopt', place().address, '--model', MODEL, '--data-folder', data, ...pictures, ...flags];
    return leopardHere(...call).finally(() => vi.unstubAllEnvs());
  };
  const reference = ['--preprocessing', 'reference'];

  it('the tutorial’s collection answers as before, with the scores that pymilvus gives; nothing of it has changed', async () => {
    const folder = await temporaryFolder();
    const [data, file] = [join(folder, 'data'), join(folder, 'report.json')];

    const wrong = await adoptInto(data);
    expect(wrong).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('ADOPT_OTHER_PREPROCESSING') });
    expect(wrong.stderr).toContain('Add --preprocessing reference');

    const adopted = await adoptInto(data, ...reference, '--report', file);
    expect(adopted).toMatchObject({ exitCode: 0, stderr: expect.not.stringContaining('Error') });
    expect(adopted.stdout).toContain(`${vectors.length} of ${vectors.length} stored`);
    const report = JSON.parse(await readFile(file, 'utf8')) as { proof: { cosine: number }[] };
    // Two evenly spread, two on which the preprocessings differ; some pictures are both.
    expect(report.proof.length).toBeLessThanOrEqual(4);
    for (const { cosine } of report.proof) expect(cosine).toBeGreaterThan(0.999);
    const again = await adoptInto(data, ...reference);
    expect(again.stdout).toContain(
      `0 of ${vectors.length} stored with the vectors that they have; ${vectors.length} there already`,
    );

    if (question?.picture === undefined || question.text === undefined) throw new Error('no golden question');
    const collection = 'multimodal_rag_demo';
    const [after, theirs] = (await place().notebook.run(
      { action: 'rows', collection },
      { action: 'search', collection, vector: question.values, limit: 9 },
    )) as [unknown, { path: string; score: number }[]];
    expect(after).toEqual(before);
    const { endpoint } = await startTestServer({ dataFolder: data, settings: { MODEL, PREPROCESSING: 'reference' } });
    // The same pixels in another file: a stored picture that is asked with need not be among its own hits.
    const picture = await sharp(join(MODEL, 'pictures', goldens.pictures[question.picture]?.file ?? ''))
      .png({ compressionLevel: 1 })
      .toBuffer();
    const { data: found } = await send<Found>(endpoint, SEARCH, {
      image: { base64: picture.toString('base64') },
      instruction: goldens.texts[question.text]?.text,
    });
    const hits = found?.search.hits ?? [];
    expect(hits.map(({ image }) => image.fileName)).toEqual(theirs.map(({ path }) => path.split('/').at(-1)));
    hits.forEach(({ score }, index) => expect(score).toBeCloseTo(theirs[index]?.score ?? NaN, 5));
    expect(hits[0]?.image.metadata).toEqual({ price: expect.any(Number), tags: ['a', 'b'] });
  });

  it('says which pictures are missing or no pictures, and takes the others', async () => {
    const folder = await temporaryFolder();
    const pictures = join(folder, 'pictures');
    await mkdir(pictures);
    const names = vectors.map(({ picture = '' }) => goldens.pictures[picture]?.file ?? '');
    const [gone = '', broken = '', ...there] = names;
    for (const name of there) await copyFile(join(MODEL, 'pictures', name), join(pictures, name));
    await writeFile(join(pictures, broken), 'no picture');
    const flags = ['--collection', 'with_gaps', ...reference, '--pictures', pictures];
    const { exitCode, stdout } = await adoptInto(join(folder, 'data'), ...flags);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`${there.length} of ${names.length} stored`);
    expect(stdout).toContain(`/home/somebody/images_folder/images/${gone}: no picture`);
    expect(stdout).toContain(`${broken}: IMAGE_UNREADABLE`);
    const nowhere = await adoptInto(join(folder, 'data'), ...flags, '--pictures', folder);
    expect(nowhere.stderr).toMatch(/ADOPT_NO_PICTURES: None of the \d+ pictures was found.*--pictures/);
  });

  it('refuses vectors of another model, and pictures that are not those that were encoded', async () => {
    const data = join(await temporaryFolder(), 'data');
    const another = await adoptInto(data, '--collection', 'of_another_model', ...reference);
    expect(another.stderr).toMatch(/ADOPT_OTHER_MODEL: .*not with its other preprocessing either.*--model/s);
    const shorter = await adoptInto(data, '--collection', 'of_another_length', ...reference);
    expect(shorter.stderr).toContain(`have ${(vectors[0]?.values.length ?? 0) - 1} numbers`);
    const flags = ['--collection', 'with_another_picture', ...reference, '--sample', '100'];
    const { exitCode, stderr } = await adoptInto(data, ...flags);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(new RegExp(`ADOPT_OTHER_PICTURES: ${vectors.length - 1} of ${vectors.length} pictures`));
    expect(stderr).toContain(tutorial[0]?.image_path);
  });

  it('proves the model where ENCODER_URL says, and not another one in its place', async () => {
    const service = await startService({ key: 'another' });
    vi.stubEnv('ENCODER_URL', service.url);
    const { exitCode, stderr } = await adoptInto(join(await temporaryFolder(), 'data'), ...reference);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('ENCODER_REFUSED') });
  });

  it('takes names, types and keys of one’s own, and leaves a collection that was not loaded as it was', async () => {
    const folder = await temporaryFolder();
    const absent = await adoptInto(join(folder, 'data'), '--collection', 'product');
    expect(absent.stderr).toMatch(/ADOPT_NO_COLLECTION: There is no collection "product".*products/);
    const unnamed = await adoptInto(join(folder, 'data'), '--collection', 'products');
    expect(unnamed.stderr).toMatch(/ADOPT_NO_VECTORS: .*embedding \(FloatVector\).*--vector-field/);
    const flags = ['--collection', 'products', '--vector-field', 'embedding', '--path-field', 'picture', ...reference];
    const { exitCode, stderr } = await adoptInto(join(folder, 'data'), ...flags);
    expect([exitCode, stderr]).toEqual([0, expect.any(String)]);
    const [state] = await place().notebook.run({ action: 'load_state', collection: 'products' });
    expect(state).toBe(loaded);
    const settings = { MODEL, PREPROCESSING: 'reference' };
    const { endpoint } = await startTestServer({ dataFolder: join(folder, 'data'), settings });
    const { data } = await send<{ images: { edges: { node: object }[] } }>(
      endpoint,
      '{ images(first: 100) { edges { node { fileName metadata } } } }',
    );
    for (const { embedding: _, picture, ...metadata } of products)
      expect(data?.images.edges).toContainEqual({ node: { fileName: picture, metadata } });
  });
}
