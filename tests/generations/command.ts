// npm run test:switch -- [--pictures 940] [--clients 3] [--seed 1]
// Switches to another model and back while clients search and write, and compares every answer with those of either model alone.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { switchUnderLoad } from './switch-load.js';

const { values } = parseArgs({
  options: {
    pictures: { type: 'string', default: '940' },
    clients: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
  },
});
const folder = await mkdtemp(join(tmpdir(), 'leopard-switch-'));
try {
  const { searches, writes, faults } = await switchUnderLoad(folder, {
    pictures: Number(values.pictures),
    clients: Number(values.clients),
    seed: Number(values.seed),
  });
  for (const fault of faults) process.stdout.write(`${fault}\n`);
  process.stdout.write(
    `${values.pictures} pictures, ${values.clients} clients: ${searches} searches and ${writes} writes meanwhile, ${faults.length} faults (seed ${values.seed})\n`,
  );
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
