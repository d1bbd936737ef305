// npx tsx tests/vector-store/lite-kill-command.ts [--kills 30] [--seed 1]
// Kills the process of Milvus Lite in the middle of writes and deletions, and looks for what was lost.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '../../src/config.js';
import { pythonEnvironment } from '../support/python-env.js';
import { killLite } from './lite-kill-rounds.js';

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '30' }, seed: { type: 'string', default: '1' } },
});
const environment = await pythonEnvironment('milvus-lite');
const folder = await mkdtemp(join(tmpdir(), 'leopard-kill-lite-'));
try {
  const { storage } = readConfig({
    DATA_FOLDER: folder,
    VECTOR_STORE: join(folder, 'milvus.db'),
    MILVUS_LITE_PYTHON: join(environment ?? '', 'bin', 'python'),
  });
  const onRound = (done: number) => process.stderr.write(`killed ${done} of ${values.kills} times\n`);
  const { kills, acknowledged, faults } = await killLite(storage, Number(values.kills), Number(values.seed), onRound);
  for (const fault of faults) process.stdout.write(`${fault}\n`);
  process.stdout.write(`${kills} kills, ${acknowledged} acknowledged writes, ${faults.length} faults\n`);
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
