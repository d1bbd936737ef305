import { expect, it } from 'vitest';
import { fuzzPictures } from './fuzz-pictures.js';

it('ends in a crop or in a coded error for 400 mutated pictures', async () => {
  const { valid, refused, faults } = await fuzzPictures(400, 20);
  expect(faults).toEqual([]);
  // Neither all valid nor all refused: the mutations reach the decoders.
  expect(valid).toBeGreaterThan(20);
  expect(refused.IMAGE_UNREADABLE).toBeGreaterThan(100);
});
