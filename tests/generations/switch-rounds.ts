import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { modelFolder } from '../encoder/golden-models.js';
import { fill } from '../support/collection.js';
import { leopardHere } from '../support/command-line-here.js';
import { send } from '../support/graphql.js';
import { startServing } from '../support/serving.js';

export interface SwitchKillReport {
  readonly rounds: number;
  readonly faults: string[];
}

interface Options {
  /** How often the server is killed. */
  readonly rounds: number;
  readonly pictures: number;
  readonly seed: number;
  readonly onRound?: (done: number) => void;
}

interface Asked {
  status: { images: number; model: { id: string }; modelSwitch: { state: string } | null };
}

const STATUS = '{ status { images model { id } modelSwitch { state } } }';
const FROM = 'demo';
const TO = 'clip-tiny';
/** Status requests that a server answers before it is killed, at most. */
const LONGEST_RUN = 12;

/**
 * A switch of models during which the server is killed at seeded instants: while it encodes, while it switches, while it is switched
 * back, as it comes. In the end both indexes hold what a fresh one would.
 */
export async function killSwitchRounds(folder: string, options: Options): Promise<SwitchKillReport> {
  const { rounds, pictures, seed, onRound } = options;
  const models = join(folder, 'models');
  await cp(modelFolder(TO), join(models, TO), { recursive: true });
  const dataFolder = join(folder, 'switched');
  const start = (data: string, more = {}) => startServing({ DATA_FOLDER: data, MODELS_FOLDER: models, ...more });
  const command = (...args: string[]) => leopardHere('models', 'switch', ...args, '--data-folder', dataFolder);

  let server = await start(dataFolder);
  const ids = await fill(`${server.url}/graphql`, pictures);
  const faults: string[] = [];
  let random = seed;
  for (let round = 0; round < rounds; round++) {
    const { modelSwitch } = await statusOf(server.url);
    const sent = modelSwitch === null ? command(TO) : modelSwitch.state === 'ENCODING' ? undefined : command('--back');
    random = (Math.imul(random, 1103515245) + 12345) >>> 0;
    for (let answers = random % LONGEST_RUN; answers > 0; answers--) await statusOf(server.url);
    server.process.kill('SIGKILL');
    await Promise.all([server.closed, sent?.catch(() => undefined)]);
    server = await start(dataFolder);
    const { images, model } = await statusOf(server.url);
    if (images !== pictures) faults.push(`round ${round}: ${images} of ${pictures} pictures`);
    if (![FROM, TO].includes(model.id)) faults.push(`round ${round}: ${model.id} answers`);
    const hits = await hitsOf(server.url, ids);
    if (hits.some((list) => list.length !== pictures)) faults.push(`round ${round}: hits are missing`);
    onRound?.(round + 1);
  }

  for (const model of [TO, FROM]) {
    if ((await statusOf(server.url)).modelSwitch === null) await command(TO);
    while ((await statusOf(server.url)).modelSwitch?.state === 'ENCODING');
    if ((await statusOf(server.url)).model.id !== model) await command('--back');
    const fresh = await start(join(folder, `fresh-${model}`), { MODEL: model });
    await fill(`${fresh.url}/graphql`, pictures);
    const [switched, expected] = [await hitsOf(server.url, ids), await hitsOf(fresh.url, ids)];
    if (JSON.stringify(switched) !== JSON.stringify(expected))
      faults.push(`${model} answers otherwise than a fresh index`);
    await fresh.stop();
  }
  await server.stop();
  return { rounds, faults };
}

async function statusOf(url: string): Promise<Asked['status']> {
  const { data } = await send<Asked>(`${url}/graphql`, STATUS);
  if (!data) throw new Error('no status');
  return data.status;
}

/** Every picture's neighbours, all of them. */
async function hitsOf(url: string, ids: readonly string[]): Promise<string[][]> {
  const query =
    'query ($id: ID!, $limit: Int!) { search(image: { id: $id }, limit: $limit, includeQueryImage: true) { hits { score image { id } } } }';
  const lists: string[][] = [];
  for (const id of ids) {
    const { data } = await send<{ search: { hits: { score: number; image: { id: string } }[] } }>(
      `${url}/graphql`,
      query,
      { id, limit: ids.length },
    );
    lists.push(data?.search.hits.map(({ score, image }) => `${image.id} ${score}`) ?? []);
  }
  return lists;
}
