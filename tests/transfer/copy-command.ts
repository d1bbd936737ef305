// npm run test:copy -- [--pictures 10000] [--seed 1] [--kills 6] [--searches 50]
// Copies a collection from a data folder to Postgres, S3 and Milvus and back to another folder, killed in the middle at seeded instants both
// ways; afterwards all three show the same pictures, the same metadata and the same hits with the same scores, and `leopard doctor` finds
// each of them whole.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { leopard } from '../support/command-line.js';
import { SharedEngines } from '../support/shared-deployment.js';
import { differences, stateOf } from './collection-state.js';
import { killedCopy } from './killed-copy.js';
import { fillFolder } from './many-pictures.js';

const { values } = parseArgs({
  options: {
    pictures: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    kills: { type: 'string', default: '6' },
    searches: { type: 'string', default: '50' },
  },
});
const [pictures, seed] = [Number(values.pictures), Number(values.seed)];
const [kills, searches] = [Number(values.kills), Number(values.searches)];
const say = (text: string) => process.stdout.write(`${text}\n`);

const engines = await SharedEngines.start();
const folder = await mkdtemp(join(tmpdir(), 'leopard-copy-'));
try {
  const first = { DATA_FOLDER: join(folder, 'first') };
  const shared = { ...(await engines.deployment()), DATA_FOLDER: join(folder, 'caches') };
  const last = { DATA_FOLDER: join(folder, 'last') };
  const file = join(folder, 'shared.env');
  const lines = Object.entries(shared).map(([name, value]) => `${name}="${value}"\n`);
  await writeFile(file, lines.join(''));

  const started = performance.now();
  await fillFolder(first.DATA_FOLDER, pictures, seed);
  say(`${pictures} pictures made in ${Math.round((performance.now() - started) / 1000)} s`);
  const faults: string[] = [];
  const before = await stateOf(first, { searches, seed });
  if (before.pictures.length !== pictures) faults.push(`there are ${before.pictures.length} pictures to begin with`);
  for (const { name, from, to, settings } of [
    { name: 'shared', from: first, to: file, settings: shared },
    { name: 'back', from: shared, to: last.DATA_FOLDER, settings: last },
  ]) {
    const copy = await killedCopy({ to, settings: from, kills, seed: seed + name.length });
    for (const kill of copy.kills) say(`  killed: ${kill}`);
    say(`${name}: ${copy.kills.length} kills, ${Math.round(copy.seconds)} s in all; at last: ${copy.said}`);
    if (copy.kills.length < kills) faults.push(`${name}: ${kills - copy.kills.length} runs ended before they were hit`);
    faults.push(...differences(name, before, await stateOf(settings, { searches, seed })));
    const { exitCode, stdout, stderr } = await leopard(['doctor'], { settings });
    say(`  doctor: ${stdout.trimEnd()}`);
    if (exitCode !== 0) faults.push(`${name}: doctor: ${stdout}${stderr}`);
  }
  for (const fault of faults) say(fault);
  say(`${pictures} pictures, ${searches} searches, ${faults.length} faults (seed ${seed})`);
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  await engines.stop();
  await rm(folder, { recursive: true, force: true });
}
