import { parseArgs } from 'node:util';
import { damageRounds } from './rounds.js';

/** `npm run damage:models -- [--count 200] [--seed 1]`: damages a prepared model in random ways, and starts it. */
const { values } = parseArgs({
  options: { count: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
});
const { outcomes, faults } = await damageRounds(Number(values.count), Number(values.seed), (text) =>
  console.error(text),
);
console.log(JSON.stringify(outcomes));
for (const fault of faults) console.log(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
