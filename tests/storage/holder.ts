// Takes a data folder and keeps it until it is killed: holder.ts <folder>.
import { lockFolder } from '../../src/services/storage/database/sqlite/folder-lock.js';

const [folder = ''] = process.argv.slice(2);
const lock = await lockFolder(folder).catch((error: unknown) => {
  process.stdout.write(`refused ${String((error as { code?: string }).code)} ${String(error)}\n`);
  process.exit(0);
});
await lock.announce('http://127.0.0.1:1');
process.stdout.write('holding\n');
setInterval(() => undefined, 1000);
