import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ObservableEncoder } from '../../src/services/encoder/encoder.js';
import { GOLDEN_MODELS, goldenIds, goldenImage, goldensOf, maxAbs, modelFolder, openEncoder } from './golden-models.js';

describe.each(GOLDEN_MODELS)('the vectors of %s are those of the reference implementation', (name) => {
  const goldens = goldensOf(name);
  const encoders = new Map<string, ObservableEncoder>();

  beforeAll(async () => {
    for (const preprocessing of ['web', 'reference'] as const) {
      encoders.set(preprocessing, await openEncoder(modelFolder(name), { preprocessing, workers: 1 }));
    }
  });
  afterAll(() => Promise.all([...encoders.values()].map((encoder) => encoder.close())));

  it.each(goldens.embeddings)('$id', async (golden) => {
    const encoder = encoders.get(golden.preprocessing ?? 'web');
    const encoding = await encoder?.encode({
      priority: 'interactive',
      image: golden.picture === undefined ? undefined : goldenImage(name, goldens, golden.picture),
      tokenIds: goldenIds(goldens, golden),
    });
    expect(maxAbs(encoding?.embedding ?? [], golden.values)).toBeLessThanOrEqual(goldens.tolerance.maxAbs);
    expect(Math.abs(Math.hypot(...(encoding?.embedding ?? [])) - 1)).toBeLessThanOrEqual(1e-6);
  });
});
