import { cp, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { modelFolder } from '../encoder/golden-models.js';
import { fill, ingest } from '../support/collection.js';
import { leopardHere } from '../support/command-line-here.js';
import { send } from '../support/graphql.js';
import { pictureFile } from '../support/pictures.js';
import { startTestServer, temporaryFolder, type TestServer } from '../support/server.js';
import { switchUnderLoad } from './switch-load.js';

interface Hits {
  search: { id: string; hits: { score: number; image: { id: string } }[] };
}
interface Status {
  status: {
    images: number;
    model: { id: string; dimension: number };
    modelSwitch: {
      state: string;
      from: string;
      to: string;
      done: number;
      total: number;
      keptUntil: string | null;
      lastError: string | null;
    } | null;
  };
}
const SEARCH =
  'query ($image: ImageInput, $words: String, $generation: SearchGeneration) { search(includeQueryImage: true, image: $image, instruction: $words, generation: $generation, limit: 5) { id hits { score image { id } } } }';
const STATUS =
  '{ status { images model { id dimension } modelSwitch { state from to done total keptUntil lastError } } }';
const TO = 'clip-tiny';

const statusOf = async ({ endpoint }: TestServer) => (await send<Status>(endpoint, STATUS)).data?.status;
const search = (server: TestServer, variables: object) =>
  send<Hits>(server.endpoint, SEARCH, variables as Record<string, unknown>);

/** Asks until it holds: the switch happens in the background, and says nothing when it has. */
async function until(server: TestServer, holds: (status: Status['status']) => boolean): Promise<Status['status']> {
  for (;;) {
    const status = await statusOf(server);
    if (status && holds(status)) return status;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function setUp() {
  const folder = await temporaryFolder();
  const models = join(folder.path, 'models');
  await cp(modelFolder(TO), join(models, TO), { recursive: true });
  const settings = { MODELS_FOLDER: models };
  const dataFolder = join(folder.path, 'data');
  const start = (more = {}) => startTestServer({ settings: { ...settings, ...more }, dataFolder, stopWithTest: false });
  const command = (...args: string[]) => leopardHere('models', 'switch', ...args, '--data-folder', dataFolder);
  return { folder, models, start, command };
}

describe('leopard models switch', () => {
  it('encodes everything again beside the server, switches, and switches back at once', async () => {
    const { folder, start, command } = await setUp();
    let server = await start();
    const ids = await fill(server.endpoint, 12);
    const before = await search(server, { image: { id: ids[3] } });

    const plan = await command(TO, '--dry-run');
    expect(plan.stdout).toMatch(/^12 pictures: about 1 min.*Nothing was changed\.\n$/);
    expect(await statusOf(server)).toMatchObject({ modelSwitch: null });

    expect((await command(TO)).stdout).toMatch(/clip-tiny has encoded \d+ of 12 pictures; demo answers/);
    const again = await command(TO);
    expect(again).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('SWITCH_RUNNING') as unknown });
    const switched = await until(server, ({ modelSwitch }) => modelSwitch?.state === 'SWITCHED');
    expect(switched).toMatchObject({
      images: 12,
      model: { id: TO, dimension: 48 },
      modelSwitch: { from: 'demo', to: TO },
    });

    const after = await search(server, { image: { id: ids[3] } });
    expect(after.data?.search.hits[0]).toMatchObject({ image: { id: ids[3] } });
    expect(after.data?.search.hits.map(({ score }) => score)).not.toEqual(
      before.data?.search.hits.map(({ score }) => score),
    );
    // A search belongs to the model that answered it, and stays as it was.
    const kept = await send<{ searchResult: Hits['search'] | null }>(
      server.endpoint,
      'query ($id: ID!) { searchResult(id: $id) { id hits(limit: 12) { score image { id } } } }',
      { id: before.data?.search.id ?? '' },
    );
    expect(kept.data?.searchResult?.hits.slice(0, 5)).toEqual(before.data?.search.hits);
    expect(kept.data?.searchResult?.hits).toHaveLength(12);
    // The one that does not answer can be asked, and is the index that answered before.
    const beside = await search(server, { image: { id: ids[3] }, generation: 'BESIDE' });
    expect(beside.data?.search.hits).toEqual(before.data?.search.hits);

    // What is stored and deleted meanwhile is so in both.
    await ingest(server.endpoint, [{ file: await pictureFile(50) }]);
    await send(server.endpoint, 'mutation ($ids: [ID!]!) { deleteImages(ids: $ids) { deleted } }', { ids: [ids[0]] });

    // The next start keeps to the switch, whatever the settings say.
    await server.stop();
    server = await start();
    expect(await statusOf(server)).toMatchObject({ model: { id: TO }, modelSwitch: { state: 'SWITCHED' } });

    expect((await command('--back')).stdout).toMatch(/^demo answers again/);
    const back = await statusOf(server);
    expect(back).toMatchObject({ images: 12, model: { id: 'demo' }, modelSwitch: { state: 'BACK' } });
    const found = await send<Hits>(server.endpoint, SEARCH, { words: 'a square' });
    const everything = found.data?.search.hits.map(({ image }) => image.id);
    expect(everything).not.toContain(ids[0]);
    const own = await search(server, { image: { id: ids[3] } });
    expect(own.data?.search.hits[0]?.score).toBe(before.data?.search.hits[0]?.score);

    expect((await command('--drop')).stdout).toMatch(/No switch of models is under way/);
    const gone = await send<{ searchResult: unknown }>(
      server.endpoint,
      'query ($id: ID!) { searchResult(id: $id) { id } }',
      { id: after.data?.search.id ?? '' },
    );
    expect(gone.data?.searchResult).toBeNull();
    await server.stop();
    await folder.remove();
  });

  it('fails no request and mixes no answers while others search and write (npm run test:switch)', async () => {
    const folder = await temporaryFolder();
    const report = await switchUnderLoad(folder.path, { pictures: 24, clients: 3, seed: 1 });
    expect(report).toMatchObject({ faults: [] });
    expect(report.searches).toBeGreaterThan(0);
    await folder.remove();
  });

  it('is refused, with the remedy, where it cannot be', async () => {
    const { folder, start, command } = await setUp();
    expect(await command(TO)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('SERVER_NOT_RUNNING') as unknown,
    });
    const server = await start();
    const refused = async (code: string, ...args: string[]) =>
      expect(await command(...args)).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(code) as unknown });
    await refused('MODEL_ACTIVE', 'demo');
    await refused('MODEL_NOT_FOUND', 'no-such-model');
    await refused('MODEL_NOT_INSTALLED', 'bge-vl-base');
    await refused('MODEL_NOT_NAMED');
    await refused('SWITCH_NONE', '--back');
    expect(await statusOf(server)).toMatchObject({ modelSwitch: null, model: { id: 'demo' } });
    const { errors } = await search(server, { words: 'a', generation: 'BESIDE' });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
    const strange = await fetch(`${server.url}/model-switch`, { method: 'POST', body: '{}' });
    expect(strange.status).toBe(403);
    await server.stop();
    await folder.remove();
  });

  it('answers on where the model that is kept was removed, says so, and returns to it when it is back', async () => {
    const { folder, models, start, command } = await setUp();
    let server = await start({ MODEL: TO });
    const [first = ''] = await fill(server.endpoint, 6);
    await command('demo');
    await until(server, ({ modelSwitch }) => modelSwitch?.state === 'SWITCHED');
    await server.stop();
    await rename(join(models, TO), join(models, 'away'));
    server = await start({ MODEL: 'demo' });
    const { modelSwitch } = await until(server, (status) => status.modelSwitch?.lastError !== null);
    expect(modelSwitch).toMatchObject({ state: 'SWITCHED', lastError: expect.stringContaining(TO) as unknown });
    expect((await search(server, { image: { id: first } })).data?.search.hits).toHaveLength(5);
    await rename(join(models, 'away'), join(models, TO));
    await until(server, (status) => status.modelSwitch?.lastError === null);
    expect((await command('--back')).stdout).toMatch(/^clip-tiny answers again/);
    expect(await statusOf(server)).toMatchObject({ images: 6, model: { id: TO } });
    await server.stop();
    await folder.remove();
  });
});
