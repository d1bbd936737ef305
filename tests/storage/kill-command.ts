// npm run test:kill -- [--rounds 100] [--seed 1] [--writer | --switch] [--store lancedb | milvus-lite | milvus]
// Kills a server that ingests, changes, deletes and searches pictures at seeded instants, and looks for what was lost and for what was
// erased; with --writer a process that writes to the database alone; with --switch while another model is being switched to.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { indexPlace } from '../support/index-place.js';
import { killSwitchRounds } from '../generations/switch-rounds.js';
import { examinedAfterRestart } from './examined.js';
import { killRounds } from './kill-rounds.js';
import { killServerRounds } from './server-rounds.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    writer: { type: 'boolean', default: false },
    switch: { type: 'boolean', default: false },
    store: { type: 'string', default: 'lancedb' },
  },
});
const folder = await mkdtemp(join(tmpdir(), 'leopard-kill-'));
const place = await indexPlace(values.store, folder);
try {
  const options = {
    rounds: Number(values.rounds),
    seed: Number(values.seed),
    onRound: (done: number) => process.stderr.write(`\rkilled ${done} of ${values.rounds} times`),
  };
  const examine = (path: string) => examinedAfterRestart(path, place.settings);
  const report = values.switch
    ? { acknowledged: 0, ...(await killSwitchRounds(folder, { ...options, pictures: 60 })) }
    : values.writer
      ? await killRounds(folder, options)
      : await killServerRounds(folder, { ...options, examine, index: place.settings });
  process.stderr.write('\n');
  for (const fault of report.faults) process.stdout.write(`${fault}\n`);
  const { acknowledged, faults } = report;
  process.stdout.write(
    `${values.rounds} kills, ${acknowledged} acknowledged changes, ${faults.length} faults (seed ${values.seed})\n`,
  );
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  await place.release();
  await rm(folder, { recursive: true, force: true });
}
