import 'reflect-metadata';
import { compareOn } from './on-engine.js';

/** `npm run fuzz:searches -- [searches] [seed] [engine …]`: random searches on each vector engine against a plain reference. */
const [searches = '500', seed = '1', ...engines] = process.argv.slice(2);
for (const engine of engines.length > 0 ? engines : ['lancedb', 'milvus-lite', 'milvus']) {
  const started = performance.now();
  const differences = await compareOn(engine, { searches: Number(searches), seed: Number(seed) });
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  process.stdout.write(`${engine}: ${differences.length} differences in ${searches} random searches, ${seconds} s\n`);
  for (const difference of differences.slice(0, 5)) process.stdout.write(`${difference}\n`);
  if (differences.length > 0) process.exitCode = 1;
}
