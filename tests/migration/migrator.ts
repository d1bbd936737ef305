// Migrates a folder: tsx tests/migration/migrator.ts <folder>. Says `ready` before it begins.
import { openStorage } from '../../src/services/storage/open.js';

const [, , folder = ''] = process.argv;
process.stdout.write('ready\n');
const storage = await openStorage(folder, {
  create: false,
  migration: { allowed: true, keysFile: undefined, searchSeconds: 3600 },
  logger: { info: () => undefined, warn: () => undefined },
});
await storage.close();
