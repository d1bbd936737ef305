// Opens the database of a folder and says how that went: opener.ts <folder>.
import { openSqlite } from '../../src/services/storage/database/sqlite/open.js';
import { lockFolder } from '../../src/services/storage/database/sqlite/folder-lock.js';

const [folder = ''] = process.argv.slice(2);
try {
  await lockFolder(folder);
  const database = await openSqlite(folder);
  process.stdout.write(`opened ${await database.images.count()}\n`);
  await database.close();
} catch (error) {
  process.stdout.write(`refused ${String((error as { code?: string }).code)} ${String(error)}\n`);
}
process.exit(0);
