import { expect, it } from 'vitest';
import { damageRounds } from './damage/rounds.js';

it('a prepared model that was damaged is healed, or refused by its code: no wrong vector, no ended process, no start that never succeeds', async () => {
  const { outcomes, faults } = await damageRounds(4, 7);
  expect(faults).toEqual([]);
  expect(outcomes['healed']).toBeGreaterThan(0);
}, 240_000);
