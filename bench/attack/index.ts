import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { jpegOfManyScans } from '../../tests/support/many-scans.js';
import { atMost, printTable, quantile, type Row } from '../table.js';
import { createClient, photograph } from './clients.js';
import { describeTimes, type Experience, liveWith } from './others.js';
import { startAttacked } from './server.js';

/**
 * `npm run attack:pictures -- [--checkout <built folder>] [--seconds 20] [--pictures 6] [--address <IP>]`
 * Pictures that take long to decode, from one client, and what other clients of the server meet with meanwhile. Everything happens on
 * this machine. With an address of it that passes for public (in a network namespace of its own), port 80, also: one request that
 * names 30 pictures of 32 MB at that address, and the memory that it takes.
 */
const { values: options } = parseArgs({
  options: {
    checkout: { type: 'string', default: process.cwd() },
    seconds: { type: 'string', default: '20' },
    pictures: { type: 'string', default: '6' },
    address: { type: 'string' },
  },
});

const HEALTH_MILLISECONDS = 250;
const SLOWER = 2;
const SETTINGS = { MAX_REQUEST_MS: '15000', REQUESTS_PER_MINUTE: '1000000' };
const ATTACKS = [
  { name: 'JPEGs of 1,100 scans, 33 MB', make: () => jpegOfManyScans(7000, 1100, 880) },
  { name: 'JPEGs of 49 megapixels and 100 scans', make: () => jpegOfManyScans(7000, 100) },
];

const step = (name: string) => console.error(`… ${name}`);
const folder = await mkdtemp(join(tmpdir(), 'leopard-attack-'));
const { server, keys } = await startAttacked(options.checkout, join(folder, 'data'), SETTINGS);
const attacker = createClient(server.url, keys.attacker);
const other = createClient(server.url, keys.other);
const milliseconds = Number(options.seconds) * 1000;

async function attack(picture: Buffer): Promise<{ experience: Experience; answers: string }> {
  const file = join(folder, 'attack.jpg');
  await writeFile(file, picture);
  // In a process of its own: what it does must not hold up the clocks of this one.
  const program = fileURLToPath(new URL('attacker.ts', import.meta.url));
  const args = [...process.execArgv, program, server.url, keys.attacker, file, options.pictures];
  const answers = promisify(execFile)(process.execPath, args);
  const experience = await liveWith(server.url, other, milliseconds, someNumber());
  return { experience, answers: (await answers).stdout.trim() };
}

async function compare({ name, make }: (typeof ATTACKS)[number]): Promise<void> {
  const picture = await make();
  step('undisturbed');
  const before = await liveWith(server.url, other, milliseconds / 2, someNumber());
  step(name);
  const { experience, answers } = await attack(picture);
  step('undisturbed');
  const after = await liveWith(server.url, other, milliseconds / 2, someNumber());
  const quiet = {
    health: [...before.health, ...after.health],
    pictures: [...before.pictures, ...after.pictures],
    words: [...before.words, ...after.words],
    failed: [],
  };
  console.log(`\nundisturbed, before and after`);
  show(quiet);
  console.log(`${options.pictures} ${name}, each ${(picture.length / 1e6).toFixed(1)} MB, answered ${answers}`);
  show(experience);
  const rows: Row[] = [atMost('longest health check, ms', Math.max(...experience.health), HEALTH_MILLISECONDS)];
  for (const kind of ['pictures', 'words'] as const) {
    const times = quantile(experience[kind], 0.5) / quantile(quiet[kind], 0.5);
    rows.push(atMost(`searches by ${kind}: times as long`, times, SLOWER, (value) => value.toFixed(2)));
  }
  printTable(rows);
}

const someNumber = () => Math.floor(Math.random() * 1e6);

function show({ health, pictures, words, failed }: Experience): void {
  console.log(`  health checks        ${describeTimes(health)}`);
  console.log(`  searches by pictures ${describeTimes(pictures)}`);
  console.log(`  searches by words    ${describeTimes(words)}`);
  if (failed.length > 0) console.log(`  failed for others: ${failed.join(', ')}`);
}

async function addresses(address: string): Promise<void> {
  step('30 addresses');
  const picture = Buffer.concat([await photograph(1), Buffer.alloc(32 * 1024 ** 2 - 100_000)]);
  const pictures = createServer(
    (_, response) => void response.writeHead(200, { 'content-length': picture.length }).end(picture),
  );
  await new Promise<void>((resolve) => pictures.listen(80, address, resolve));
  const before = await server.memory();
  const started = performance.now();
  const answer = await attacker.searchAddresses(
    Array.from({ length: 30 }, (_, number) => `http://${address}/${number}.jpg`),
  );
  const took = performance.now() - started;
  console.log(`\none request of 30 addresses of 32 MB each: ${answer} after ${took.toFixed(0)} ms`);
  console.log(`  most memory ${before.toFixed(0)} MB before, ${(await server.memory()).toFixed(0)} MB after`);
  pictures.closeAllConnections();
  pictures.close();
}

try {
  await other.store(await Promise.all(Array.from({ length: 30 }, (_, number) => photograph(-number - 10))));
  await liveWith(server.url, other, 3000, 500);
  if (options.address !== undefined) await addresses(options.address);
  if (Number(options.pictures) > 0) for (const each of ATTACKS) await compare(each);
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
