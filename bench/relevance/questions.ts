import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { mkdir, writeFile } from 'node:fs/promises';
import { type CatalogueEntry, writeQueries } from '../../src/demo/catalogue/index.js';
import { noisePicture } from './noise.js';

/** Questions that nothing in the catalogue answers, written before anything was tuned to them. */
const UNANSWERABLE = new URL('../../tests/fixtures/relevance/unanswerable.jsonl', import.meta.url);
/** Twelve groups that it does answer: about 200 questions. */
const PER_GROUP = 17;

interface Unanswerable {
  /** Thresholds are looked for with one half, and told with the other. */
  readonly half: 'tuning' | 'held out';
  readonly group: string;
  readonly instruction?: string;
  readonly noise?: number;
}

/** Writes what `leopard evaluate --calibrate` reads: about 200 questions that the catalogue answers, and 200 that it does not. */
export async function writeLabelled(
  file: string,
  catalogue: readonly CatalogueEntry[],
  { seed, half }: { readonly seed: number; readonly half: Unanswerable['half'] },
): Promise<void> {
  const answerable = await writeQueries(file, catalogue, {
    ...{ seed, perGroup: PER_GROUP },
    kinds: ['composed', 'text', 'broad'],
  });
  const lines = (await readFile(UNANSWERABLE, 'utf8')).trim().split('\n');
  const asked = lines.map((line) => JSON.parse(line) as Unanswerable).filter((line) => line.half === half);
  const unanswerable = await Promise.all(
    asked.map(async ({ group, instruction, noise }) => ({
      ...(noise === undefined ? { instruction } : { image: await writeNoise(file, noise) }),
      ...{ relevant: [], group },
    })),
  );
  await writeFile(file, [...answerable, ...unanswerable].map((line) => `${JSON.stringify(line)}\n`).join(''));
}

/** @returns its path relative to the file */
async function writeNoise(file: string, number: number): Promise<string> {
  const path = `noise/${number}.png`;
  await mkdir(join(dirname(file), 'noise'), { recursive: true });
  await writeFile(join(dirname(file), path), await noisePicture(number));
  return path;
}
