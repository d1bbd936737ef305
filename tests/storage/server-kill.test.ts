import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/stored.js';
import { examinedAfterRestart } from './examined.js';
import { killServerRounds } from './server-rounds.js';

// `npm run test:kill -- --rounds 100 [--store milvus-lite | milvus]` does the same more often.
test('the whole server, killed while it ingests, changes and deletes', { timeout: 300_000 }, async () => {
  const examine = (folder: string) => examinedAfterRestart(folder, {});
  const report = await killServerRounds(await temporaryFolder(), { rounds: 2, seed: 3, index: {}, examine });
  expect(report.faults).toEqual([]);
  expect(report.acknowledged).toBeGreaterThan(5);
});
