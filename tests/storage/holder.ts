// Takes a data folder and keeps it until it is killed: holder.ts <folder>.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { lockFolder } from '../../src/services/storage/database/sqlite/folder-lock.js';

async function take(folder: string): Promise<void> {
  const lock = await lockFolder(folder).catch((error: unknown) => {
    process.stdout.write(`refused ${String((error as { code?: string }).code)} ${String(error)}\n`);
    process.exit(0);
  });
  await lock.announce('http://127.0.0.1:1');
}

await take(process.argv[2] ?? '');
// A lock that nothing refers to any more is held all the same.
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
for (let times = 0; times < 3; times++) {
  await new Promise((resolve) => setImmediate(resolve));
  collect();
}
process.stdout.write('holding\n');
setInterval(() => undefined, 1000);
