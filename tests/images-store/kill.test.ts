import { expect, test } from 'vitest';
import { killRounds } from './kill-rounds.js';
import { temporaryFolder } from './support.js';

// `npm run test:kill -- --rounds 100` does the same more often, and with vectors.
test('killed at seeded instants of storing, changing and deleting: nothing acknowledged is lost, nothing is half there', async () => {
  const report = await killRounds(await temporaryFolder(), { rounds: 5, seed: 1 });
  expect(report.faults).toEqual([]);
  expect(report.acknowledged).toBeGreaterThan(100);
});
