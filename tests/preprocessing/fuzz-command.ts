// npm run fuzz:pictures -- --count N --seed S
import { parseArgs } from 'node:util';
import { fuzzPictures } from './fuzz-pictures.js';

const { values } = parseArgs({
  options: { count: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
});
const mebibytes = () => Math.round(process.memoryUsage().rss / 1024 ** 2);
const started = performance.now();
let early = 0;
const outcome = await fuzzPictures(Number(values.count), Number(values.seed), (done) => {
  if (done === 1000) early = mebibytes();
  if (done % 1000 === 0) process.stderr.write(`${done} pictures, ${mebibytes()} MiB\n`);
});
const summary = {
  count: Number(values.count),
  seed: Number(values.seed),
  seconds: Math.round((performance.now() - started) / 1000),
  memoryAfter1000: early,
  memoryAtTheEnd: mebibytes(),
  ...outcome,
};
process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
process.exitCode = outcome.faults.length === 0 ? 0 : 1;
