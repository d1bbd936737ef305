import { describe, expect, it } from 'vitest';
import { compose } from '../../src/services/encoder/families/clip/computation.js';
import { DATA_TYPE } from '../../src/services/encoder/models/graph/schema.js';
import { goldensOf, maxAbs } from '../encoder/golden-models.js';
import { openClipGraphs, type ClipPatch } from './clip-graphs.js';
import { PLAIN_CLIP_MISTAKES, SUBTLE_CLIP_MISTAKES } from './clip-mistakes.js';

const goldens = goldensOf('clip-tiny');
const { maxAbs: tolerance, stagesMaxAbs } = goldens.tolerance;
const pairs = [
  ['landscape', 'sentence'],
  ['portrait', 'comparatives'],
  ['odd-wide', 'numbers'],
] as const;

/** The largest difference of a component from the goldens over the pairs, and the lowest cosine. */
async function compare(
  patch: ClipPatch,
  sum: (...parts: readonly (Float32Array | undefined)[]) => Float32Array = (...parts) => compose(48, ...parts),
): Promise<{ difference: number; cosine: number }> {
  const graphs = await openClipGraphs(patch);
  const compared = { difference: 0, cosine: 1 };
  for (const [picture, text] of pairs) {
    const { image_features } = await graphs.look(picture, 'reference');
    const { text_features } = await graphs.read(goldens.texts[text]?.ids ?? []);
    const vector = sum(image_features, text_features);
    const expected = goldens.embeddings.find(({ id }) => id === `composed/${picture}/reference/${text}`)?.values;
    if (expected === undefined) throw new Error(`There is no golden vector of ${picture} and ${text}`);
    compared.difference = Math.max(compared.difference, maxAbs(vector, expected));
    const dot = expected.reduce((sum, value, index) => sum + value * (vector[index] ?? NaN), 0);
    compared.cosine = Math.min(compared.cosine, dot);
  }
  return compared;
}

describe('a mistake in the graph writer of CLIP is seen by the golden vectors', () => {
  it('which the graphs as written meet', async () => {
    expect((await compare(() => undefined)).difference).toBeLessThanOrEqual(tolerance);
  });

  it.each(Object.entries(SUBTLE_CLIP_MISTAKES))('%s, which cosine would miss', async (_, mistake) => {
    const { difference, cosine } = await compare(mistake);
    expect(cosine).toBeGreaterThan(0.9999);
    expect(difference).toBeGreaterThan(tolerance);
  });

  it('vectors brought to length 1 before the sum', async () => {
    const unit = (part: Float32Array | undefined) => compose(48, part);
    const { difference } = await compare(
      () => undefined,
      (...parts) => compose(48, ...parts.map(unit)),
    );
    expect(difference).toBeGreaterThan(tolerance);
  });

  it.each(Object.entries(PLAIN_CLIP_MISTAKES))('%s', async (_, mistake) => {
    expect((await compare(mistake)).difference).toBeGreaterThan(tolerance);
  });
});

it.each(goldens.stages)(
  'the towers pass through the stages of the published code for $picture with $text',
  async ({ picture, text, preprocessing, stages }) => {
    const graphs = await openClipGraphs((graph) => {
      const produced = new Set(graph.graph.node.flatMap(({ output }) => output));
      const known = new Set(graph.graph.output.map(({ name }) => name));
      for (const name of Object.keys(stages))
        if (produced.has(name) && !known.has(name))
          graph.graph.output.push({ name, type: { tensorType: { elemType: DATA_TYPE.float } } });
    });
    const seen = await graphs.look(picture, preprocessing);
    const read = await graphs.read(goldens.texts[text]?.ids ?? []);
    const values = { ...seen, ...read };
    const compared = Object.entries(stages).filter(([stage]) => values[stage] !== undefined);
    expect(compared.length).toBeGreaterThanOrEqual(8);
    for (const [stage, golden] of compared) {
      const width = golden.shape.at(-1) ?? 0;
      const rows = (values[stage]?.length ?? 0) / width;
      // The last layers are computed for the row that is pooled alone: for pictures that is the first.
      if (rows === 1 && golden.shape.length === 2 && stage.startsWith('text.layer')) continue;
      golden.first.slice(0, rows).forEach((row, index) => {
        const start = values[stage]?.slice(index * width, index * width + row.length) ?? [];
        expect(maxAbs(start, row), `${stage}, row ${index}`).toBeLessThanOrEqual(stagesMaxAbs);
      });
    }
  },
);
