import { expect, test } from 'vitest';
import { killRounds } from './kill-rounds.js';

// `npm run test:kill-shared -- --rounds 100` does the same more often.
test(
  'one of three servers, Postgres, S3 or Milvus, killed or frozen while pictures change',
  { timeout: 600_000 },
  async () => {
    const report = await killRounds({ rounds: 4, seed: 7, within: 10_000 });
    expect(report.faults).toEqual([]);
    expect(report.acknowledged).toBeGreaterThan(10);
  },
);
