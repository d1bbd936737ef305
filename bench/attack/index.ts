import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
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

/** Every picture another one: comments after the end of the file change what it is known by, not what it costs. */
const different = (picture: Buffer, number: number) => Buffer.concat([picture, Buffer.from(`\n${number}`)]);

async function attack(make: () => Promise<Buffer>): Promise<{ experience: Experience; answers: string[] }> {
  const picture = await make();
  console.log(`  each ${(picture.length / 1e6).toFixed(1)} MB`);
  const answers = Array.from({ length: Number(options.pictures) }, (_, number) =>
    attacker.search({ picture: different(picture, number) }),
  );
  const experience = await liveWith(server.url, other, milliseconds, Math.floor(Math.random() * 1e6));
  return { experience, answers: await Promise.all(answers) };
}

async function compare(quiet: Experience): Promise<void> {
  for (const { name, make } of ATTACKS) {
    step(name);
    console.log(`\n${options.pictures} ${name}`);
    const { experience, answers } = await attack(make);
    console.log(`  the attacker was answered ${answers.join(', ')}`);
    show(experience);
    const rows: Row[] = [atMost('longest health check, ms', Math.max(...experience.health), HEALTH_MILLISECONDS)];
    for (const kind of ['pictures', 'words'] as const) {
      for (const [part, label] of [
        [0.5, 'median'],
        [0.9, '90 %'],
      ] as const) {
        const times = quantile(experience[kind], part) / quantile(quiet[kind], part);
        rows.push(atMost(`searches by ${kind}, ${label}: times as long`, times, SLOWER, (value) => value.toFixed(2)));
      }
    }
    printTable(rows);
  }
}

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
  step('undisturbed');
  const quiet = await liveWith(server.url, other, milliseconds, 1000);
  console.log('undisturbed');
  show(quiet);
  await compare(quiet);
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
