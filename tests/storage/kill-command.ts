// Kills a writer again and again: tsx tests/storage/kill-command.ts [rounds] [seed]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killRounds } from './kill-rounds.js';

const [rounds = '200', seed = '1'] = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), 'leopard-kill-'));
const onRound = (done: number) => done % 20 === 0 && console.log(`${done} rounds`);
const { acknowledged, faults } = await killRounds(folder, { rounds: Number(rounds), seed: Number(seed), onRound });
await rm(folder, { recursive: true });
for (const fault of faults) console.log(fault);
console.log(`${rounds} rounds, seed ${seed}: ${acknowledged} acknowledged, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
