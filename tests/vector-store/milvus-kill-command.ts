// npm run test:kill-milvus -- [--kills 30] [--seed 1] [--standalone]
// Kills the process of Milvus in the middle of writes and deletions, and looks for what was lost.
import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '../../src/config/index.js';
import { indexPlace } from '../support/index-place.js';
import { MilvusStandalone, ROOT_TOKEN } from '../support/milvus-standalone.js';
import { pythonEnvironment } from '../support/python-env.js';
import { killLite, killMilvus, type KillOptions, type KillReport } from './milvus-kill-rounds.js';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
    standalone: { type: 'boolean', default: false },
  },
});

async function ofLite(folder: string, options: KillOptions): Promise<KillReport> {
  const { settings } = await indexPlace('milvus-lite', folder);
  return killLite(readConfig({ DATA_FOLDER: folder, ...settings }).storage, options);
}

async function ofStandalone(folder: string, options: KillOptions): Promise<KillReport> {
  const server = await MilvusStandalone.start((await pythonEnvironment('milvus-standalone')) ?? '');
  try {
    const settings = { VECTOR_STORE: server.address, VECTOR_STORE_TOKEN: ROOT_TOKEN };
    const { storage } = readConfig({ DATA_FOLDER: folder, ...settings });
    return await killMilvus(storage, { kill: () => void server.kill(), revive: () => server.resume() }, options);
  } finally {
    await server.stop();
  }
}

const folder = await mkdtemp(join(tmpdir(), 'leopard-kill-milvus-'));
try {
  const onRound = (done: number) => process.stderr.write(`killed ${done} of ${values.kills} times\n`);
  const options = { kills: Number(values.kills), seed: Number(values.seed), onRound };
  const { kills, acknowledged, faults } = await (values.standalone ? ofStandalone : ofLite)(folder, options);
  for (const fault of faults) process.stdout.write(`${fault}\n`);
  process.stdout.write(`${kills} kills, ${acknowledged} acknowledged writes, ${faults.length} faults\n`);
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
