// npm run test:kill -- [--rounds 100] [--seed 1] [--vectors | --server [--store lancedb | milvus-lite | milvus]]
// Kills a process that stores and deletes pictures at seeded instants, and looks for what was lost: a bare writer, one
// that keeps an index as well, or the whole server, changed through GraphQL.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { indexPlace } from '../support/index-place.js';
import { examinedAfterRestart } from './examined.js';
import { killRounds } from './kill-rounds.js';
import { killServerRounds } from './server-rounds.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    vectors: { type: 'boolean', default: false },
    server: { type: 'boolean', default: false },
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
  const index = values.vectors || values.server ? place.settings : undefined;
  const examine = (path: string) => examinedAfterRestart(path, index);
  const report = values.server
    ? await killServerRounds(folder, { ...options, examine, index: place.settings })
    : await killRounds(folder, { ...options, examine, vectors: values.vectors });
  process.stderr.write('\n');
  for (const fault of report.faults) process.stdout.write(`${fault}\n`);
  const { rounds, acknowledged, faults } = report;
  process.stdout.write(
    `${rounds} kills, ${acknowledged} acknowledged changes, ${faults.length} faults (seed ${values.seed})\n`,
  );
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  await place.release();
  await rm(folder, { recursive: true, force: true });
}
