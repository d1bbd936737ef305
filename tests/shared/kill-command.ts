// npm run test:kill-shared -- [--rounds 100] [--seed 1] [--within 2000]
// Three servers on Postgres, S3 and Milvus: one of the six processes is killed or frozen at a seeded instant while pictures are ingested,
// changed and deleted at all servers; afterwards every server is asked for what was lost.
import { parseArgs } from 'node:util';
import { killRounds } from './kill-rounds.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    within: { type: 'string', default: '2000' },
  },
});
const report = await killRounds({
  rounds: Number(values.rounds),
  seed: Number(values.seed),
  within: Number(values.within),
  onRound: (round, what) => process.stderr.write(`${round + 1}. ${what}\n`),
});
for (const fault of report.faults) process.stdout.write(`${fault}\n`);
const { acknowledged, faults, slowest } = report;
process.stdout.write(
  `${values.rounds} hits, ${acknowledged} acknowledged changes, all found after ${Math.round(slowest)} ms at most, ${faults.length} faults (seed ${values.seed})\n`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
