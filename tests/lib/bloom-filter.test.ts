import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { BloomFilter } from '../../src/lib/bloom-filter.js';

const id = (number: number) => createHash('sha256').update(String(number)).digest('hex');

it('never forgets a member, over several layers, and takes hardly a stranger for one', () => {
  const filter = new BloomFilter();
  expect(filter.has(id(0))).toBe(false);
  const members = 150_000;
  for (let number = 0; number < members; number++) filter.add(id(number));
  const forgotten = Array.from({ length: members }, (_, number) => number).filter((number) => !filter.has(id(number)));
  expect(forgotten).toEqual([]);
  const mistaken = Array.from({ length: 50_000 }, (_, number) => id(members + number)).filter((text) =>
    filter.has(text),
  );
  expect(mistaken.length).toBeLessThan(10);
});
