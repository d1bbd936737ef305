import type { Images } from '../storage/types/index.js';

/**
 * Ids of pictures from all over a collection, the same ones as long as it does not change: those whose last changes are at even
 * distances. Costs as many reads as there are pictures in the sample, however many there are.
 * @returns at most `count`; fewer where changes were deletions
 */
export async function sampleIds(images: Pick<Images, 'changes' | 'lastChange'>, count: number): Promise<string[]> {
  const [[first], last] = await Promise.all([images.changes(0, 1), images.lastChange()]);
  if (first === undefined) return [];
  const step = (last - first.number + 1) / count;
  const numbers = new Set(
    Array.from({ length: count }, (_, index) => first.number - 1 + Math.floor((index + 0.5) * step)),
  );
  const found = await Promise.all([...numbers].map((number) => images.changes(number, 1)));
  return [...new Set(found.flat().flatMap(({ id, deleted }) => (deleted ? [] : id)))];
}
