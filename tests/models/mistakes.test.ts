import { describe, expect, it } from 'vitest';
import { goldensOf, maxAbs } from '../encoder/golden-models.js';
import { PLAIN_MISTAKES, SUBTLE_MISTAKES } from './mistakes.js';
import { numbers, openGraphs, type Patch } from './run-graphs.js';

const goldens = goldensOf('tiny-model');
const golden = (id: string): readonly number[] =>
  goldens.embeddings.find((candidate) => candidate.id === id)?.values ?? [];
const pairs = [
  ['landscape', 'sentence'],
  ['portrait', 'comparatives'],
  ['gradient-224', 'word'],
] as const;

/** The largest difference of a component from the goldens over the pairs, and the lowest cosine. */
async function compare(patch: Patch): Promise<{ difference: number; cosine: number }> {
  const graphs = await openGraphs('tiny-model', patch);
  const compared = { difference: 0, cosine: 1 };
  for (const [picture, text] of pairs) {
    const { image_embeds } = await graphs.look(picture);
    const vector = numbers((await graphs.read(image_embeds, goldens.texts[text]?.ids ?? []))['embedding']);
    const expected = golden(`composed/${picture}/reference/${text}`);
    compared.difference = Math.max(compared.difference, maxAbs(vector, expected));
    const dot = expected.reduce((sum, value, index) => sum + value * (vector[index] ?? NaN), 0);
    compared.cosine = Math.min(compared.cosine, dot / Math.hypot(...vector));
  }
  return compared;
}

describe('a mistake in the graph writer is seen by the golden vectors', () => {
  it('which the graphs as written meet', async () => {
    expect((await compare(() => undefined)).difference).toBeLessThanOrEqual(goldens.tolerance.maxAbs);
  });

  it.each(Object.entries(SUBTLE_MISTAKES))('%s, which cosine would miss', async (_, mistake) => {
    const { difference, cosine } = await compare(mistake);
    expect(cosine).toBeGreaterThan(0.9999);
    expect(difference).toBeGreaterThan(goldens.tolerance.maxAbs);
  });

  it.each(Object.entries(PLAIN_MISTAKES))('%s', async (_, mistake) => {
    expect((await compare(mistake)).difference).toBeGreaterThan(goldens.tolerance.maxAbs);
  });
});
