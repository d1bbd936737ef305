// Kills a migration again and again: tsx tests/migration/kill-command.ts [rounds] [seed] [pictures]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killRounds } from './kill-rounds.js';

const [rounds = '50', seed = '1', pictures = '5000'] = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), 'leopard-kill-migration-'));
const onRound = (done: number) => done % 10 === 0 && console.log(`${done} rounds`);
const options = { rounds: Number(rounds), seed: Number(seed), pictures: Number(pictures), onRound };
const { seen, faults } = await killRounds(folder, options);
await rm(folder, { recursive: true });
for (const fault of faults) console.log(fault);
console.log(
  `${rounds} rounds, seed ${seed}: ${seen.old} times the old folder, ${seen.new} the new one, ${faults.length} faults`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
