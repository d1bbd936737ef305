// npm run test:kill-shared -- [--rounds 100] [--seed 1] [--victim milvus] [--within 2000 | --switch]
// Three servers on Postgres, S3 and Milvus: one of the six processes is killed or frozen at a seeded instant while pictures are ingested,
// changed and deleted at all servers; afterwards every server is asked for what was lost. --victim names the one that is hit every time;
// with --switch a server is killed while another model is being switched to.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { killSwitchRounds } from '../generations/switch-rounds.js';
import { SharedEngines } from '../support/shared-deployment.js';
import { killRounds } from './kill-rounds.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    victim: { type: 'string' },
    within: { type: 'string', default: '2000' },
    switch: { type: 'boolean', default: false },
  },
});
const [rounds, seed] = [Number(values.rounds), Number(values.seed)];
if (values.switch) await switches();
else await changes();

async function changes(): Promise<void> {
  const report = await killRounds({
    ...{ rounds, seed },
    within: Number(values.within),
    victim: values.victim,
    onRound: (round, what) => process.stderr.write(`${round + 1}. ${what}\n`),
  });
  for (const fault of report.faults) process.stdout.write(`${fault}\n`);
  const { acknowledged, faults, slowest } = report;
  process.stdout.write(
    `${values.rounds} hits, ${acknowledged} acknowledged changes, all found after ${Math.round(slowest)} ms at most, ${faults.length} faults (seed ${values.seed})\n`,
  );
  process.exitCode = faults.length === 0 ? 0 : 1;
}

async function switches(): Promise<void> {
  const engines = await SharedEngines.start();
  const folder = await mkdtemp(join(tmpdir(), 'leopard-kill-'));
  try {
    const { faults } = await killSwitchRounds(folder, {
      ...{ rounds, seed, pictures: 24, servers: 3, settings: await engines.deployment() },
      onRound: (done) => process.stderr.write(`\rkilled ${done} of ${rounds} times`),
    });
    for (const fault of faults) process.stdout.write(`\n${fault}`);
    process.stdout.write(`\n${rounds} kills of one of three servers, ${faults.length} faults (seed ${seed})\n`);
    process.exitCode = faults.length === 0 ? 0 : 1;
  } finally {
    await engines.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
