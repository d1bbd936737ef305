// npm run bench:servers -- [--seconds 15] [--servers 1,2,4]
// How throughput grows with servers on Postgres, S3 and Milvus behind a proxy, with an encoder that waits 250 ms; and what a search and an
// acknowledged ingestion take, shared and embedded.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { roundRobin } from '../../tests/support/round-robin.js';
import { SharedEngines } from '../../tests/support/shared-deployment.js';
import { ingestOnce, latencies, loadFor, searchOnce } from './load.js';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '15' }, servers: { type: 'string', default: '1,2,4' } },
});
const ENCODING = 250;
const PROGRAM = fileURLToPath(new URL('./waiting-server.ts', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'leopard-bench-servers-'));

async function start(settings: Readonly<Record<string, string>>, name: string, wait: number) {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), PROGRAM, String(wait)], {
    env: {
      ...process.env,
      PORT: '0',
      VECTOR_STORE: '',
      ...settings,
      DATA_FOLDER: join(folder, name),
      REQUESTS_PER_MINUTE: '1000000',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const stop = async () => {
    child.kill('SIGTERM');
    await once(child, 'close');
  };
  return { url, stop };
}

const engines = await SharedEngines.start();
try {
  const settings = await engines.deployment();
  let one: number | undefined;
  for (const count of values.servers.split(',').map(Number)) {
    const servers = await Promise.all(
      Array.from({ length: count }, (_, n) => start(settings, `${count}-${n}`, ENCODING)),
    );
    const proxy = await roundRobin(servers.map(({ url }) => url));
    const rate = await loadFor(proxy.url, Number(values.seconds) * 1000, 6 * count);
    one ??= rate / count;
    process.stdout.write(
      `${count} servers: ${rate.toFixed(2)} requests a second, ${(rate / one).toFixed(2)} times one\n`,
    );
    await proxy.stop();
    await Promise.all(servers.map(({ stop }) => stop()));
  }
  for (const [name, chosen] of Object.entries({ embedded: {}, shared: await engines.deployment() })) {
    const server = await start(chosen, name, 0);
    const ingestion = await latencies(40, (n) => ingestOnce(server.url, 1e6 + n));
    const justWritten = await latencies(40, async (n) => searchOnce(server.url, n));
    process.stdout.write(`${name}: acknowledged ingestion ${ingestion}, search ${justWritten} (p50, p95 in ms)\n`);
    await server.stop();
  }
} finally {
  await engines.stop();
  await rm(folder, { recursive: true, force: true });
}
