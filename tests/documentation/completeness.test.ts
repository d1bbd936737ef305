import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { allBlocks, CLAIMS, claimantsOf } from './support/claims.js';
import { ROOT, titleOf } from '../support/pages.js';

it('every block of every page says its language, and is run by exactly one test', () => {
  expect(allBlocks().length).toBeGreaterThan(40);
  const wrong = allBlocks().filter((block) => block.language === '' || claimantsOf(block).length !== 1);
  expect(wrong.map((block) => [titleOf(block), claimantsOf(block)])).toEqual([]);
});

it.each(Object.keys(CLAIMS))('%s runs what is claimed for it', (claimant) => {
  const test = readFileSync(join(ROOT, 'tests', claimant), 'utf8');
  // The help of commands is compared as a whole page.
  expect(test).toMatch(claimant === 'server/contract.test.ts' ? 'docs/command-line.md' : `claimedBy('${claimant}')`);
});
