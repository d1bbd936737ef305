/**
 * `npm run attack:requests -- [checkout] [part of a name]`: what hostile requests cost everybody else, on a server of a built checkout
 * (this one where none is named) that it starts on loopback. Three or four minutes; prints a table in ms: the longest stretch for which
 * the server's event loop was busy, in CPU time, and by how much it was late by the clock; then what somebody else waited for `/healthz` and for searches by the clock,
 * of those that met the attack. One that is over in a moment is repeated.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { commandOf } from '../../bench/subject.js';
import { ATTACKS } from './attacks.js';
import { fillFromCommandLine } from './fill.js';
import { startAttacker, startServer } from './processes.js';
import { watch } from './watch.js';

const [checkout = '.', part = ''] = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), 'leopard-attack-'));
const leopard = commandOf(resolve(checkout));
const env = { ...process.env, DATA_FOLDER: folder, PORT: '0', LOG_LEVEL: 'error', ORT_DISABLE_TELEMETRY: '1' };
await fillFromCommandLine(leopard, folder, env);

const server = await startServer(leopard, env);
const attacker = await startAttacker();
const cells = (values: readonly (number | string)[]) =>
  values.map((value) => (typeof value === 'number' ? value.toFixed(0) : value).padStart(9)).join('');
const row = async (name: string, attack: () => Promise<unknown>) => {
  await server.loop();
  const { health, search, refused } = await watch(server.url, attack);
  const { busy, delay } = await server.loop();
  console.log(
    name.padEnd(40) + cells([busy, delay, health.median, health.worst, search.median, search.worst, String(refused)]),
  );
};
try {
  console.log(''.padEnd(40) + cells(['busy', 'late', '/healthz', 'worst', 'search', 'worst', 'refused']));
  await row('nobody else', () => new Promise((done) => setTimeout(done, 5000)));
  for (const name of Object.keys(ATTACKS).filter((it) => it.includes(part))) {
    await row(name, () => attacker.attack({ url: server.url, name }));
  }
} finally {
  await attacker.stop();
  await server.stop();
  await rm(folder, { recursive: true });
}
