import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { modelFolder } from '../encoder/golden-models.js';
import { fill, ingest } from '../support/collection.js';
import { leopardHere } from '../support/command-line-here.js';
import { send } from '../support/graphql.js';
import { pictureFile } from '../support/pictures.js';
import { startTestServer, temporaryFolder, type TestServer } from '../support/server.js';
import { SharedEngines } from '../support/shared-deployment.js';

const TO = 'clip-tiny';
const PICTURES = 9;
/** Pictures that come in, one after the other, while the model is switched. */
const LATER = 6;
const STATUS = '{ status { images model { id } modelSwitch { state } } }';
const SEARCH =
  'query ($id: ID!) { search(image: { id: $id }, includeQueryImage: true, limit: 50) { hits { score image { id } } } }';

interface Status {
  status: { images: number; model: { id: string }; modelSwitch: { state: string } | null };
}
interface Hits {
  search: { hits: { score: number; image: { id: string } }[] };
}

let engines: SharedEngines;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let settings: Record<string, string>;
const servers: TestServer[] = [];

beforeAll(async () => {
  engines = await SharedEngines.start();
  folder = await temporaryFolder();
  const models = join(folder.path, 'models');
  await cp(modelFolder(TO), join(models, TO), { recursive: true });
  settings = { ...(await engines.deployment()), MODELS_FOLDER: models };
  for (const name of ['one', 'two', 'three'])
    servers.push(await startTestServer({ settings, dataFolder: join(folder.path, name), stopWithTest: false }));
}, 900_000);

afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await engines?.stop();
  await folder?.remove();
});

const at = (index: number) => servers[index % servers.length] as TestServer;
const command = (...args: string[]) =>
  leopardHere('models', 'switch', ...args, '--data-folder', join(folder.path, 'one'));

async function statusOf({ endpoint }: TestServer) {
  const { data, errors } = await send<Status>(endpoint, STATUS);
  if (!data) throw new Error(JSON.stringify(errors));
  return data.status;
}

async function hitsOf({ endpoint }: TestServer, id: string) {
  const { data, errors } = await send<Hits>(endpoint, SEARCH, { id });
  if (!data) throw new Error(JSON.stringify(errors));
  return data.search.hits.map(({ score, image }) => `${image.id} ${score}`);
}

/** Asks all servers in turn until each of them says so; what they find meanwhile. */
async function untilAll(id: string, state: string): Promise<Set<string>> {
  const bests = new Set<string>();
  for (let index = 0, agreed = 0; agreed < servers.length; index++) {
    // Whichever model answers, a picture is its own best hit: an answer of two models would compare what cannot be compared.
    bests.add((await hitsOf(at(index), id))[0] ?? 'nothing');
    agreed = (await statusOf(at(index))).modelSwitch?.state === state ? agreed + 1 : 0;
  }
  return bests;
}

it(
  'a switch that one server begins is gone on with, finished and taken back by all of them',
  { timeout: 400_000 },
  async () => {
    const ids = [...(await fill(at(0).endpoint, PICTURES))];
    const [own = ''] = ids;
    const before = await hitsOf(at(1), own);
    expect((await command(TO)).stderr).toBe('');
    const writing = (async () => {
      for (let number = 0; number < LATER; number++) {
        const [outcome] = await ingest(at(number).endpoint, [{ file: await pictureFile(100 + number) }]);
        expect(outcome).toMatchObject({ status: 'STORED', searchable: true });
        ids.push(outcome?.image?.id ?? '');
      }
    })();
    const bests = await untilAll(own, 'SWITCHED');
    await writing;
    for (const best of bests) expect(best).toMatch(new RegExp(`^${own} `));

    const fresh = await startTestServer({ settings: { MODELS_FOLDER: settings['MODELS_FOLDER'] ?? '', MODEL: TO } });
    await fill(fresh.endpoint, PICTURES);
    for (let number = 0; number < LATER; number++)
      await ingest(fresh.endpoint, [{ file: await pictureFile(100 + number) }]);
    for (const id of ids) {
      const expected = await hitsOf(fresh, id);
      expect(expected).toHaveLength(PICTURES + LATER);
      for (const server of servers) expect(await hitsOf(server, id)).toEqual(expected);
    }

    expect((await command('--back')).stdout).toMatch(/^demo answers again/);
    await untilAll(own, 'BACK');
    for (const server of servers) {
      expect(await statusOf(server)).toMatchObject({ images: PICTURES + LATER, model: { id: 'demo' } });
      const again = await hitsOf(server, own);
      expect(again).toHaveLength(PICTURES + LATER);
      expect(again).toEqual(expect.arrayContaining(before));
    }
  },
);
