import { spawnSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createProgram } from '../../src/cli/index.js';
import { type CommandOutcome, leopard, ownHome } from '../support/command-line.js';
import { send } from '../support/graphql.js';
import { ROOT } from '../support/pages.js';
import { temporaryFolder } from '../support/server.js';
import type {} from '../support/quickstart.js';

/** Where it is installed, calls of the system are watched as well. */
const hasTrace = spawnSync('strace', ['-D', '-f', 'true']).status === 0;
if (!hasTrace) process.stderr.write('\n*** NOT TESTED, no strace found: what commands look up and connect to ***\n\n');

/** Calls of each command, one after the other in one folder; `data` holds the quickstart's pictures. */
const CALLS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  // Runs once for all tests.
  quickstart: [],
  serve: [['serve', '--data-folder', 'data', '--port', '0']],
  models: [
    ['models', 'list'],
    ['models', 'verify', 'model'],
  ],
  keys: [
    ['keys', 'create', '--data-folder', 'keys'],
    ['keys', 'list', '--data-folder', 'keys'],
    ['keys', 'void-addresses', '--data-folder', 'keys'],
  ],
  ingest: [['ingest', 'pictures', '--data-folder', 'new']],
  // Asks a Milvus that somebody has to fill first: tests/adoption runs it.
  adopt: [],
  search: [['search', '--image', 'pictures/leopard-1.jpg', '--instruction', 'on a mug', '--data-folder', 'data']],
  evaluate: [['evaluate', 'queries.jsonl', '--data-folder', 'data', '--no-baselines']],
  embed: [['embed', '--text', 'a red mug']],
  catalogue: [['catalogue', 'drawn', '--size', '20']],
  doctor: [['doctor', '--data-folder', 'new']],
  reindex: [['reindex', '--data-folder', 'new']],
  migrate: [['migrate', '--data-folder', 'new']],
  export: [['export', 'pictures.tar', '--data-folder', 'new']],
  copy: [['copy', '--data-folder', 'new', '--to', 'copied']],
  import: [['import', 'pictures.tar', '--data-folder', 'other']],
};

let folder: string;
let remove: () => Promise<void>;
const outcomes = new Map<string, CommandOutcome>();
const traces: string[] = [];

beforeAll(async () => {
  ({ path: folder, remove } = await temporaryFolder());
  const at = (...parts: string[]) => join(folder, ...parts);
  const filled = inject('catalogueData');
  // The first key comes before the first start, into an empty folder.
  await mkdir(at('keys'));
  await cp(filled, at('data'), { recursive: true });
  const picture = join(filled, 'quickstart/catalogue/themes/leopard-1.jpg');
  await cp(picture, at('pictures/leopard-1.jpg'));
  await writeFile(
    at('queries.jsonl'),
    '{"instruction":"a red mug with hearts","relevant":["mug-hearts-orange-1.jpg"]}\n',
  );
  // A copy of the model, whose prepacked weights a child process builds.
  await cp(join(ROOT, 'models/demo'), at('model'), { recursive: true, filter: (path) => !path.endsWith('training') });
  const settings = { ...ownHome(at('home')), MODEL: at('model'), PREPACKED_CACHE_FROM_BYTES: '0' };
  for (const call of Object.values(CALLS).flat()) {
    const trace = at(`trace-${traces.length}`);
    const under = hasTrace ? ['strace', '-D', '-f', '-qq', '-e', 'trace=connect,sendto', '-o', trace] : [];
    const outcome = await leopard(call, { folder, settings, under, onStdout: searchAndStop });
    outcomes.set(call.join(' '), outcome);
    if (hasTrace) traces.push(await readFile(trace, 'utf8'));
  }
}, 300_000);
afterAll(() => remove());

/** A server that listens is asked something, then ended. */
function searchAndStop(text: string, kill: (signal: NodeJS.Signals) => void): void {
  const endpoint = /serves (http:\S+\/graphql)/.exec(text)?.[1];
  if (endpoint === undefined) return;
  void send(endpoint, '{ search(instruction: "a mug") { hits { score } } }').finally(() => kill('SIGTERM'));
}

describe('a run of every command', () => {
  it('leaves out none, and each does its work', async () => {
    const { commands } = await createProgram();
    expect(commands.map((command) => command.name())).toEqual(Object.keys(CALLS));
    for (const [call, { exitCode, stderr }] of outcomes) expect(exitCode, `${call}\n${stderr}`).toBe(0);
  });

  it("puts no file into the user's home folder", async () => {
    const left = await Promise.all(
      [join(folder, 'home'), inject('quickstartHome')].map((home) =>
        readdir(home, { recursive: true }).catch(() => []),
      ),
    );
    expect(left.flat()).toEqual([]);
  });

  it('looks up no name, and connects to nothing but this machine', () => {
    const calls = traces.flatMap((trace) => trace.split('\n')).filter((line) => line.includes('sa_family=AF_INET'));
    const elsewhere = calls.filter((call) => !/inet_addr\("127\.|"::1"/.test(call) || /htons\(53\)/.test(call));
    expect(elsewhere).toEqual([]);
  });
});
