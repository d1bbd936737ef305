/**
 * `npm run bench:stores -- [--sizes 1000,10000,100000] [--stores lancedb,milvus-lite,milvus]`
 * Milvus Lite and standalone come from PyPI into `.cache/`, as for the tests. Prints the tables of docs/stores.md.
 */
import { rm, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { readConfig } from '../../src/config/index.js';
import { openIndex } from '../../tests/vector-store/open-index.js';
import { MilvusStandalone, ROOT_TOKEN } from '../../tests/support/milvus-standalone.js';
import { pythonEnvironment } from '../../tests/support/python-env.js';
import { type Build, measure, type Place, type Row } from './measure.js';

const IDENTITY = { model: 'bench', checkpoint: 'bench', dimension: 768, precision: 'fp32', preprocessing: 'web-1' };

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000,10000,100000' },
    stores: { type: 'string', default: 'lancedb,milvus-lite,milvus' },
  },
});

/** Opens an empty store; what it returns besides is called at the end. */
async function open(kind: string, folder: string): Promise<Place & { close: () => Promise<void> }> {
  const base = { DATA_FOLDER: folder };
  if (kind === 'milvus') {
    const server = await MilvusStandalone.start(await environment('milvus-standalone'));
    const settings = { ...base, VECTOR_STORE: server.address, VECTOR_STORE_TOKEN: ROOT_TOKEN };
    const store = await openIndex(readConfig(settings).storage, { identity: IDENTITY });
    const close = () => store.close().then(() => server.stop());
    return { name: 'Milvus standalone 2.3.5', store, folder: server.folder, pid: () => server.pid, close };
  }
  if (kind === 'milvus-lite') {
    let pid = 0;
    // The log says which process it is.
    const logger = pino(
      { level: 'info' },
      { write: (line) => (pid = (JSON.parse(line) as { pid?: number }).pid ?? pid) },
    );
    const MILVUS_LITE_PYTHON = join(await environment('milvus-lite'), 'bin', 'python');
    const { storage } = readConfig({ ...base, VECTOR_STORE: join(folder, 'milvus.db'), MILVUS_LITE_PYTHON });
    const store = await openIndex(storage, { identity: IDENTITY, logger });
    return { name: 'Milvus Lite 3.2.2', store, folder, pid: () => pid, close: () => store.close() };
  }
  const store = await openIndex(readConfig(base).storage, { identity: IDENTITY });
  return { name: 'LanceDB 0.37', store, folder, close: () => store.close() };
}

async function environment(name: 'milvus-lite' | 'milvus-standalone'): Promise<string> {
  const found = await pythonEnvironment(name);
  if (!found) throw new Error(`No Python for ${name}: leave it out by --stores lancedb.`);
  return found;
}

const rows: Row[] = [];
const builds: Build[] = [];
for (const kind of values.stores.split(',')) {
  for (const size of values.sizes.split(',').map(Number)) {
    const folder = await mkdtemp(join(tmpdir(), 'leopard-bench-'));
    const place = await open(kind, folder);
    const result = await measure(place, size);
    rows.push(...result.rows);
    builds.push(result.build);
    await place.close();
    await rm(folder, { recursive: true, force: true });
    process.stderr.write(`${place.name}: ${size} vectors measured\n`);
  }
}

const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], body: readonly (readonly (string | number)[])[]) =>
  [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n');

const searches = rows.map(({ store, vectors, filtered, p50, p99, recall }) => [
  ...[store, vectors.toLocaleString('en'), filtered ? 'a tenth' : '–'],
  ...[p50.toFixed(1), p99.toFixed(1), recall.toFixed(4)],
]);
const building = builds.map(({ store, vectors, write, index, memory, disk }) => [
  ...[store, vectors.toLocaleString('en'), write.toFixed(1), index.toFixed(1), memory, disk],
]);
process.stdout.write(
  `${table(['store', 'vectors', 'filter keeps', 'p50 ms', 'p99 ms', 'recall@9'], searches)}\n\n` +
    `${table(['store', 'vectors', 'write s', 'index s', 'memory MiB', 'disk MiB'], building)}\n`,
);
process.exit();
