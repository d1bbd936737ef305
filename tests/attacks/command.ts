/**
 * `npm run attack:requests -- [checkout]`: what hostile requests cost everybody else, on a server of a built checkout (this one where
 * none is named) that it starts on loopback. A minute or two; prints a table.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fillFromCommandLine } from './fill.js';
import { ATTACKS } from './attacks.js';
import { type Figures, watch } from './watch.js';

const checkout = resolve(process.argv[2] ?? '.');
const folder = await mkdtemp(join(tmpdir(), 'leopard-attack-'));
const leopard = join(checkout, 'dist/main.js');
const env = { ...process.env, DATA_FOLDER: folder, PORT: '0', LOG_LEVEL: 'error', ORT_DISABLE_TELEMETRY: '1' };
await fillFromCommandLine(leopard, folder, env);

const server = spawn(process.execPath, [leopard, 'serve'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
const [line] = (await once(createInterface({ input: server.stdout }), 'line')) as [string];
const url = /http:\S+?(?=\/graphql)/.exec(line)?.[0] ?? '';
const row = (name: string, { health, search, refused }: Figures) =>
  console.log(
    `${name.padEnd(44)} ${ms(health.median)} ${ms(health.worst)} ${ms(search.median)} ${ms(search.worst)} ${String(refused).padStart(7)}`,
  );
const ms = (value: number) => `${value.toFixed(0)} ms`.padStart(9);
try {
  console.log(
    `${''.padEnd(44)} ${['/healthz', 'worst', 'search', 'worst'].map((it) => it.padStart(9)).join(' ')} refused`,
  );
  row('nobody else', await watch(url, () => new Promise((done) => setTimeout(done, 5000))));
  for (const [name, attack] of Object.entries(ATTACKS)) {
    row(name, await watch(url, () => attack(url)));
  }
} finally {
  server.kill();
  await once(server, 'exit');
  await rm(folder, { recursive: true });
}
