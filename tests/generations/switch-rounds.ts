import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { modelFolder } from '../encoder/golden-models.js';
import { fill } from '../support/collection.js';
import { leopard } from '../support/command-line.js';
import { numbers } from '../support/numbers.js';
import { startServing, type ServingProcess } from '../support/serving.js';
import { allHits, FROM, statusOf, TO } from './switching.js';

export interface SwitchKillReport {
  readonly rounds: number;
  readonly faults: string[];
}

interface Options {
  /** How often a server is killed. */
  readonly rounds: number;
  readonly pictures: number;
  readonly seed: number;
  readonly onRound?: (done: number) => void;
  /** Servers of one collection: several need settings of a shared deployment. */
  readonly servers?: number;
  readonly settings?: Readonly<Record<string, string>>;
}

/** Status requests that a server answers before it is killed, at most. */
const LONGEST_RUN = 12;

/**
 * A switch of models during which a server is killed at seeded instants: while it encodes, while it switches, while it is switched
 * back, as it comes. In the end both indexes hold what a fresh one would, at every server.
 */
export async function killSwitchRounds(folder: string, options: Options): Promise<SwitchKillReport> {
  const { rounds, pictures, seed, onRound, servers: count = 1, settings = {} } = options;
  const models = join(folder, 'models');
  await cp(modelFolder(TO), join(models, TO), { recursive: true });
  const dataFolder = (index: number) => join(folder, `switched-${index}`);
  const start = (index: number) => startServing({ ...settings, DATA_FOLDER: dataFolder(index), MODELS_FOLDER: models });
  const command = (index: number, ...args: string[]) =>
    leopard(['models', 'switch', ...args, '--data-folder', dataFolder(index)]);

  const servers: ServingProcess[] = [];
  for (let index = 0; index < count; index++) servers.push(await start(index));
  const at = (index: number) => (servers[index] as ServingProcess).url;
  const ids = await fill(`${at(0)}/graphql`, pictures);
  const faults: string[] = [];
  const random = numbers(seed);
  for (let round = 0; round < rounds; round++) {
    const [asked, victim] = [random(count), random(count)];
    const { modelSwitch } = await statusOf(at(asked));
    const sent =
      modelSwitch === null
        ? command(asked, TO)
        : modelSwitch.state === 'ENCODING'
          ? undefined
          : command(asked, '--back');
    for (let answers = random(LONGEST_RUN); answers > 0; answers--) await statusOf(at(victim));
    const killed = servers[victim] as ServingProcess;
    killed.process.kill('SIGKILL');
    await Promise.all([killed.closed, sent]);
    servers[victim] = await start(victim);
    for (const { url } of servers) {
      const { images, model } = await statusOf(url);
      if (images !== pictures) faults.push(`round ${round}: ${images} of ${pictures} pictures`);
      if (![FROM, TO].includes(model.id)) faults.push(`round ${round}: ${model.id} answers`);
      const hits = await allHits(url, ids);
      if (hits.some((list) => list.length !== pictures)) faults.push(`round ${round}: hits are missing`);
    }
    onRound?.(round + 1);
  }

  for (const model of [TO, FROM]) {
    if ((await statusOf(at(0))).modelSwitch === null) await command(0, TO);
    while ((await statusOf(at(0))).modelSwitch?.state === 'ENCODING');
    if ((await statusOf(at(0))).model.id !== model) await command(0, '--back');
    const fresh = await startServing({
      ...{ DATA_FOLDER: join(folder, `fresh-${model}`), MODELS_FOLDER: models, MODEL: model },
    });
    await fill(`${fresh.url}/graphql`, pictures);
    const expected = JSON.stringify(await allHits(fresh.url, ids));
    for (const { url } of servers) {
      // The others hear of it from the database.
      while ((await statusOf(url)).model.id !== model);
      if (JSON.stringify(await allHits(url, ids)) !== expected)
        faults.push(`${model} answers otherwise than a fresh index at ${url}`);
    }
    await fresh.stop();
  }
  for (const server of servers) await server.stop();
  return { rounds, faults };
}
