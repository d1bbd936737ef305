// Holds a data folder until it is killed. Run by the tests as a process of its own.
import { openImageStore } from '../../src/services/storage/file-store/images/index.js';
import { identity } from './support.js';

const [folder = '', url] = process.argv.slice(2);
const store = await openImageStore(folder, { identity });
if (url !== undefined) await store.announce(url);
process.stdout.write('holding\n');
process.on('SIGTERM', () => void store.close().then(() => process.exit(0)));
setInterval(() => undefined, 60_000);
