import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { modelFolder } from '../encoder/golden-models.js';
import { ingest } from '../support/collection.js';
import { leopard } from '../support/command-line.js';
import { send } from '../support/graphql.js';
import { numbers } from '../support/numbers.js';
import { pictureFile } from '../support/pictures.js';
import { startServing } from '../support/serving.js';
import { FROM, hitsOf, statusOf, TO } from './switching.js';

export interface SwitchLoadReport {
  /** Searches and writes that were answered meanwhile. */
  readonly searches: number;
  readonly writes: number;
  readonly faults: string[];
}

interface Options {
  readonly pictures: number;
  /** Each searches and writes. */
  readonly clients: number;
  readonly seed: number;
}

/** Pictures that one request ingests. */
const BATCH = 40;
/** Hits of each search. */
const DEPTH = 20;
/** Pictures that clients ask with. */
const QUESTIONS = 24;
/** Pictures of clients have numbers from here on, those of each client apart. */
const LATER = 100_000;
/** What is stored before the switch: the same pictures for every answer, whatever clients write. */
const KEPT = { all: [{ key: 'kept', equals: true }] };

/**
 * Switches from one model to another and back while clients search, store, change and delete pictures. No request fails, and each
 * answer is the whole answer of one of the two models, as an index gives it that was made by that model alone.
 */
export async function switchUnderLoad(folder: string, { pictures, clients, seed }: Options): Promise<SwitchLoadReport> {
  const models = join(folder, 'models');
  await cp(modelFolder(TO), join(models, TO), { recursive: true });
  const dataFolder = join(folder, 'switched');
  const start = (data: string, model: string) =>
    startServing({ DATA_FOLDER: data, MODELS_FOLDER: models, MODEL: model, MAX_IMAGES_PER_INGEST: String(BATCH) });

  const server = await start(dataFolder, FROM);
  const ids = await store(server.url, pictures);
  const asked = ids.filter((_, index) => index % Math.ceil(ids.length / QUESTIONS) === 0);
  const right = new Map<string, Map<string, string>>();
  for (const model of [FROM, TO]) {
    const fresh = await start(join(folder, `fresh-${model}`), model);
    await store(fresh.url, pictures);
    right.set(model, new Map(await Promise.all(asked.map(async (id) => [id, await answer(fresh.url, id)] as const))));
    await fresh.stop();
  }

  const faults: string[] = [];
  let [searches, writes] = [0, 0];
  let over = false;
  const client = async (number: number) => {
    const random = numbers(seed + number);
    for (let next = LATER * (number + 1); !over; next++) {
      const id = asked[random(asked.length)] ?? '';
      const seen = await answer(server.url, id);
      searches += 1;
      if (![FROM, TO].some((model) => right.get(model)?.get(id) === seen))
        faults.push(`an answer that no model gives alone, of ${id}`);
      faults.push(...(await write(server.url, next)));
      writes += 3;
    }
  };
  const working = Promise.all(
    Array.from({ length: clients }, (_, number) =>
      client(number).catch((error: unknown) => void faults.push(`client ${number}: ${String(error)}`)),
    ),
  );
  const command = async (...args: string[]) => {
    const { exitCode, stderr } = await leopard(['models', 'switch', ...args, '--data-folder', dataFolder]);
    if (exitCode !== 0) faults.push(`models switch ${args.join(' ')}: ${stderr}`);
  };
  await command(TO);
  while ((await statusOf(server.url)).modelSwitch?.state === 'ENCODING');
  await examine(TO);
  await command('--back');
  await examine(FROM);
  over = true;
  await working;
  await examine(FROM);
  await server.stop();
  return { searches, writes, faults };

  async function examine(model: string): Promise<void> {
    const { model: active } = await statusOf(server.url);
    if (active.id !== model) faults.push(`${active.id} answers in place of ${model}`);
    for (const id of asked) {
      if ((await answer(server.url, id)) !== right.get(model)?.get(id))
        faults.push(`${model} answers otherwise than a fresh index, of ${id}`);
    }
  }
}

const answer = async (url: string, id: string): Promise<string> =>
  (await hitsOf(url, { id, limit: DEPTH, filter: KEPT })).join('\n');

async function store(url: string, pictures: number): Promise<string[]> {
  const ids: string[] = [];
  for (let first = 0; first < pictures; first += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, pictures - first) }, (_, index) => first + index);
    const images = await Promise.all(
      numbers.map(async (number) => ({ file: await pictureFile(number), metadata: { kept: true } })),
    );
    for (const { image } of await ingest(`${url}/graphql`, images)) ids.push(image?.id ?? '');
  }
  return ids;
}

/** Stores a picture, changes it and deletes it. @returns what went wrong */
async function write(url: string, number: number): Promise<string[]> {
  const endpoint = `${url}/graphql`;
  const file = await pictureFile(number);
  const [stored] = await ingest(endpoint, [{ file }]);
  const [changed] = await ingest(endpoint, [{ file, metadata: { number } }]);
  const { data } = await send<{ deleteImages: { deleted: string[] } }>(
    endpoint,
    'mutation ($ids: [ID!]!) { deleteImages(ids: $ids) { deleted } }',
    { ids: [stored?.image?.id] },
  );
  return [
    ...(stored?.status === 'STORED' && stored.searchable ? [] : [`stored: ${JSON.stringify(stored)}`]),
    ...(changed?.status === 'UPDATED' ? [] : [`changed: ${JSON.stringify(changed)}`]),
    ...(data?.deleteImages.deleted.length === 1 ? [] : [`deleted: ${JSON.stringify(data)}`]),
  ];
}
