import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { readConfig } from '../../src/config.js';
import { startServer } from '../../src/lifecycle.js';
import { fuzzOperations } from './fuzz-operations.js';

/** `npm run fuzz:operations -- [count] [seed]`: 10,000 broken operations against a real server. */
const [count = '10000', seed = '1'] = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), 'leopard-fuzz-'));
const config = readConfig({ PORT: '0', DATA_FOLDER: folder, ENCODER_WORKERS: '1', URL_PICTURES: 'true' });
const server = await startServer(config, pino({ level: 'silent' }));
try {
  const outcome = await fuzzOperations(`${server.url}/graphql`, { count: Number(count), seed: Number(seed) });
  process.stdout.write(`${JSON.stringify({ ...outcome, faults: outcome.faults.length }, null, 2)}\n`);
  for (const fault of outcome.faults.slice(0, 20)) process.stdout.write(`${fault}\n`);
  process.exitCode = outcome.faults.length === 0 ? 0 : 1;
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
