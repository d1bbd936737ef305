import { matchesFilter } from '../../../src/services/storage/metadata-filter.js';
import type { Database } from '../../../src/services/storage/types/index.js';
import { encoderOf, picture } from '../support.js';
import { Dice } from './dice.js';

/**
 * Random pictures and random filters: pages, cursors and counts against the reference in JavaScript.
 * @returns what differs
 */
export async function randomFilters(
  database: Database,
  options: { readonly pictures: number; readonly filters: number; readonly seed: number },
): Promise<string[]> {
  const dice = new Dice(options.seed);
  const encoder = await encoderOf(database);
  const made = Array.from({ length: options.pictures }, (_, n) => picture(`p${n}`, encoder, dice.metadata(), n));
  await database.images.put(made);
  const differences: string[] = [];
  for (let round = 0; round < options.filters; round++) {
    const filter = dice.filter();
    const order = dice.pick(['NEWEST', 'OLDEST'] as const);
    const matching = made.filter(({ record }) => matchesFilter(record.metadata, filter)).map(({ record }) => record.id);
    const expected = order === 'OLDEST' ? matching : matching.reverse();
    const found: string[] = [];
    const first = dice.pick([1, 7, 50, 1000]) + Math.floor(expected.length / 3);
    for (let after: string | undefined; ;) {
      const page = await database.images.page({ first, order, filter, after });
      found.push(...page.images.map(({ id }) => id));
      after = page.cursors.at(-1);
      if (!page.hasNextPage) break;
    }
    const count = await database.images.count(filter);
    if (String(found) !== String(expected) || count !== expected.length) {
      differences.push(
        `${JSON.stringify(filter)}: ${expected.length} expected, ${found.length} found, ${count} counted`,
      );
    }
  }
  return differences;
}
