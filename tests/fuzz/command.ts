import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServing } from '../support/serving.js';
import { fuzzOperations } from './fuzz-operations.js';

/** `npm run fuzz:operations -- [count] [seed] [first]`: 10,000 broken requests against a real server, from one on. */
const [count = 10_000, seed = 1, first = 0] = process.argv.slice(2).map(Number);
const folder = await mkdtemp(join(tmpdir(), 'leopard-fuzz-'));
const server = await startServing({ DATA_FOLDER: folder });
try {
  const outcome = await fuzzOperations(`${server.url}/graphql`, {
    ...{ count, seed, first },
    onCase: (number) => number % 1000 === 0 && process.stderr.write(`${number}\n`),
  });
  process.stdout.write(`${JSON.stringify({ ...outcome, faults: outcome.faults.length }, null, 2)}\n`);
  for (const fault of outcome.faults.slice(0, 20)) process.stdout.write(`${fault}\n`);
  process.exitCode = outcome.faults.length === 0 ? 0 : 1;
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
