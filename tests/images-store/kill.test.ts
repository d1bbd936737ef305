import { expect, test } from 'vitest';
import { examinedAfterRestart } from './examined.js';
import { killRounds } from './kill-rounds.js';
import { killServerRounds } from './server-rounds.js';
import { temporaryFolder } from './support.js';

// `npm run test:kill -- --rounds 100`, with --vectors or --server (--store milvus-lite, milvus), does the same more often.
const TIMEOUT = 300_000;

test(
  'killed at seeded instants of storing, changing and deleting: nothing acknowledged is lost, nothing is half there',
  { timeout: TIMEOUT },
  async () => {
    const examine = (folder: string) => examinedAfterRestart(folder, undefined);
    const report = await killRounds(await temporaryFolder(), { rounds: 4, seed: 1, examine });
    expect(report.faults).toEqual([]);
    expect(report.acknowledged).toBeGreaterThan(50);
  },
);

test(
  'the same with an index in LanceDB, which is made equal to the pictures at the next start',
  { timeout: TIMEOUT },
  async () => {
    const examine = (folder: string) => examinedAfterRestart(folder, {});
    const report = await killRounds(await temporaryFolder(), { rounds: 2, seed: 11, vectors: true, examine });
    expect(report.faults).toEqual([]);
    expect(report.acknowledged).toBeGreaterThan(10);
  },
);

test('the whole server, killed while it ingests, changes and deletes', { timeout: TIMEOUT }, async () => {
  const examine = (folder: string) => examinedAfterRestart(folder, {});
  const report = await killServerRounds(await temporaryFolder(), { rounds: 2, seed: 3, index: {}, examine });
  expect(report.faults).toEqual([]);
  expect(report.acknowledged).toBeGreaterThan(5);
});
