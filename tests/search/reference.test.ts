import { expect, it } from 'vitest';
import { compareOn } from './on-engine.js';

// Five hundred on each of the three engines: npm run fuzz:searches
it(
  'random searches, with parts, exclusions, distinct values and facets, agree with a plain reference',
  { timeout: 300_000 },
  async () => {
    expect(await compareOn('lancedb', { searches: 40, seed: 2 })).toEqual([]);
  },
);
