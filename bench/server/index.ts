import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { scenariosIn, type Subject } from '../subject.js';
import { type Load, measureLoad, type Target } from './load.js';
import { EVERYTHING, HELLO, SEARCH } from './operations.js';
import { type Figures, type Fill, OLDER, printReport } from './report.js';

/**
 * `npm run bench:server -- [--sizes 1000,100000] [--rounds 5] [--searches 10000] [--seconds 20] [--json <file>] [--against <checkout>]`
 * The server without the model: the encoder is a constant, LanceDB and the image store are as they are. Data folders are filled
 * once and kept in `.cache/bench`: a hundred thousand pictures take some minutes. `--against` names a built checkout of an older
 * release, whose server is asked in turn with this one.
 */
const { values: options } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000,100000' },
    rounds: { type: 'string', default: '5' },
    searches: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '20' },
    json: { type: 'string' },
    against: { type: 'string' },
  },
});

const IN_FLIGHT = [1, 8, 32];
const SEARCHES = 300;
const HELLOS = 1000;
const SMALL = 1000;
/** So little that it is used up soon: what is measured is a server that has been running for long. */
const LITTLE_HISTORY = { SEARCH_HISTORY_BYTES: String(8 * 1024 ** 2) };
const UNTIL_STEADY = 3000;

const cache = fileURLToPath(new URL('../../.cache/bench', import.meta.url));
const NODE_OPTIONS = ['--expose-gc'];
const scenarios = scenariosIn(new URL('scenarios/', import.meta.url), NODE_OPTIONS);
const older =
  options.against === undefined
    ? undefined
    : scenariosIn(pathToFileURL(join(resolve(options.against), 'bench/server/scenarios/')), NODE_OPTIONS);
const step = (name: string) => console.error(`… ${name}`);

/** A filled data folder, made where there is none. */
async function filled(folder: string, pictures: number, by = scenarios): Promise<Fill | undefined> {
  const ready = join(folder, 'filled');
  if (existsSync(ready)) return undefined;
  step(`filling a data folder with ${pictures} pictures`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const fill = await by.run<Fill>('fill', folder, String(pictures));
  await writeFile(ready, JSON.stringify(fill));
  return fill;
}

async function compareLoads(sizes: readonly number[]): Promise<Figures['loads']> {
  const client = scenarios.start('client');
  const targets: (Target & { name: string; rounds: Load[] })[] = [];
  targets.push({ name: 'hello', subject: scenarios.start('hello'), operation: HELLO, count: HELLOS, rounds: [] });
  const add = async (by: typeof scenarios, pictures: number, mark: string, name: string, operation = SEARCH) => {
    const folder = join(cache, `server-${pictures}${mark}`);
    await filled(folder, pictures, by);
    // The constant encoder has no calibration of its own.
    const calibrated = JSON.stringify({ MATCH_WEAK: '0.1', MATCH_STRONG: '0.5' });
    const subject = by.start('server', folder, String(pictures), calibrated);
    targets.push({ name, subject, operation, count: SEARCHES, rounds: [] });
  };
  for (const pictures of sizes) {
    await add(scenarios, pictures, '', `${pictures}`);
    if (older !== undefined) await add(older, pictures, OLDER, `${pictures}${OLDER}`);
    // In a process of its own: the older release cannot be asked this, and each server is compared with what it alone is asked.
    if (pictures === sizes[0]) await add(scenarios, pictures, ' everything', 'everything', EVERYTHING);
  }
  step('warming up');
  for (const target of targets) await measureLoad(client, target, 8);
  const turns = [...targets];
  for (let round = 1; round <= Number(options.rounds); round++) {
    step(`searches and hellos in turn, round ${round}`);
    // In turn, so that whatever else the machine does falls on all of them, and each time another one first.
    turns.push(...turns.splice(0, 1));
    for (const inFlight of IN_FLIGHT)
      for (const target of turns) target.rounds.push(await measureLoad(client, target, inFlight));
  }
  await Promise.all([client, ...targets.map(({ subject }) => subject)].map((subject) => subject.end()));
  return Object.fromEntries(targets.map(({ name, rounds }) => [name, rounds]));
}

async function measureHeap(client: Subject, server: Subject): Promise<Figures['heap']> {
  const search = (count: number) => measureLoad(client, { subject: server, operation: SEARCH, count }, 8);
  const heap = async () => (await server.ask<{ heap: number }>({ do: 'heap' })).heap;
  await search(UNTIL_STEADY);
  const samples = [await heap()];
  for (let part = 0; part < 5; part++) {
    await search(Number(options.searches) / 5);
    samples.push(await heap());
  }
  return samples;
}

async function measureIngestion(client: Subject, server: Subject): Promise<Figures['ingestion']> {
  const ingesting = scenarios.start('ingest-client');
  const { url } = await server.ask<{ url: string }>();
  const rate = ingesting.ask<{ picturesPerSecond: number }>({ url, seconds: Number(options.seconds) });
  let done = false;
  void rate.finally(() => (done = true));
  await server.ask({ do: 'delays' });
  const searches: Load[] = [];
  while (!done) searches.push(await measureLoad(client, { subject: server, operation: SEARCH, count: 50 }, 1));
  const delays = await server.ask<{ p99: number; longest: number }>({ do: 'delays' });
  const figures = { ...(await rate), delays, searches };
  await ingesting.end();
  return figures;
}

const loads = await compareLoads(options.sizes.split(',').map(Number));
const folder = await mkdtemp(join(tmpdir(), 'leopard-bench-'));
try {
  const fill = await filled(join(folder, 'data'), SMALL);
  const client = scenarios.start('client');
  const server = scenarios.start('server', join(folder, 'data'), String(SMALL), JSON.stringify(LITTLE_HISTORY));
  step(`the heap over ${options.searches} searches`);
  const heap = await measureHeap(client, server);
  step('ingestion');
  const ingestion = await measureIngestion(client, server);
  await Promise.all([client.end(), server.end()]);
  const machine = { processor: cpus()[0]?.model ?? '', cores: availableParallelism(), node: process.version };
  const figures: Figures = { machine, loads, fill, heap, ingestion };
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(figures, null, 2)}\n`);
  printReport(figures);
} finally {
  await rm(folder, { recursive: true, force: true });
}
