import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { GRAPH_VERSION } from '../../src/services/encoder/models/graph/version.js';
import { DATA_TYPE } from '../../src/services/encoder/models/graph/schema.js';
import { GOLDEN_MODELS, goldensOf, maxAbs, modelFolder } from '../encoder/golden-models.js';
import { numbers, openFolder, openGraphs, type OpenGraphs } from './run-graphs.js';

describe.each(GOLDEN_MODELS)('the graphs of %s', (name) => {
  const goldens = goldensOf(name);
  const expected = new Map(goldens.embeddings.map((embedding) => [embedding.id, embedding]));
  let graphs: OpenGraphs;
  beforeAll(async () => {
    graphs = await openGraphs(name);
  });

  it.each(goldens.batches.map((batch, index) => ({ index, ...batch })))(
    'give each row of batch $index, its padding left out, the vector that the reference gives it padded and alone',
    async ({ rows, inputIds, attentionMask }) => {
      for (const [index, id] of rows.entries()) {
        const golden = expected.get(id);
        const image = golden?.picture && (await graphs.look(golden.picture, golden.preprocessing))['image_embeds'];
        const ids = (inputIds[index] ?? []).filter((_, place) => attentionMask[index]?.[place] === 1);
        const { embedding } = await graphs.read(image || undefined, ids);
        expect(maxAbs(numbers(embedding), golden?.values ?? [])).toBeLessThanOrEqual(goldens.tolerance.maxAbs);
      }
    },
  );

  it.each(goldens.stages)(
    'pass through the reference stages of $picture with $text',
    async ({ picture, text, stages }) => {
      const observed = await openGraphs(name, (graph) => {
        const produced = new Set(graph.graph.node.flatMap(({ output }) => output));
        for (const name of Object.keys(stages)) {
          if (produced.has(name))
            graph.graph.output.push({ name, type: { tensorType: { elemType: DATA_TYPE.float } } });
        }
      });
      const seen = await observed.look(picture);
      const read = await observed.read(seen['image_embeds'], goldens.texts[text]?.ids ?? []);
      const values: Record<string, Float32Array> = { 'image.embeds': numbers(seen['image_embeds']) };
      for (const [stage, value] of [...Object.entries(seen), ...Object.entries(read)]) values[stage] = numbers(value);
      const last = Object.keys(stages).at(-1);
      for (const [stage, golden] of Object.entries(stages)) {
        const actual = values[stage] ?? [];
        const width = golden.shape[1] ?? 0;
        const tolerance = goldens.tolerance.stagesMaxAbs;
        // The last text layer is computed for CLS alone.
        const rows = stage === last ? golden.first.slice(0, 1) : golden.first;
        rows.forEach((row, index) => {
          const start = Array.from(actual.slice(index * width, index * width + row.length));
          expect(maxAbs(start, row), `${stage}, token ${index}`).toBeLessThanOrEqual(tolerance);
        });
        if (stage !== last) expect(Math.abs(mean(actual) - golden.mean), stage).toBeLessThanOrEqual(tolerance);
      }
    },
  );
});

/** Where these change, GRAPH_VERSION has to: prepacked caches made of the graphs are known by it. */
const WRITTEN = { version: 3, 'tiny-model': '540a3679dcac112b', 'm3-shaped-model': '60ea6f1ae1ea8366' };

it.each(GOLDEN_MODELS)('the graphs of %s are those that GRAPH_VERSION stands for', async (name) => {
  const { graphs } = await openFolder(modelFolder(name));
  const hash = createHash('sha256');
  for (const graph of Object.values(graphs)) hash.update(graph);
  expect({ version: GRAPH_VERSION, hash: hash.digest('hex').slice(0, 16) }).toEqual({
    version: WRITTEN.version,
    hash: WRITTEN[name],
  });
});

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
