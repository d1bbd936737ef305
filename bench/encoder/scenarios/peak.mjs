// The machine's own matrix-multiply peak through the same runtime: square products in fp32, all cores.
import { availableParallelism } from 'node:os';
import { InferenceSession, Tensor } from '../../../dist/services/encoder/onnxruntime.js';
import { encodeModel } from '../../../dist/services/encoder/models/graph/schema.js';
import { serve, timed } from './common.mjs';

/** The best size differs between machines: some have the caches for the largest, some not. */
const SIZES = [512, 1024, 2048];
const noise = (size) => Float32Array.from({ length: size * size }, (_, index) => ((index * 7919) % 1000) / 1000 - 0.5);

async function product(size) {
  const value = (name) => ({
    name,
    type: { tensorType: { elemType: 1, shape: { dim: [{ dimValue: size }, { dimValue: size }] } } },
  });
  const model = encodeModel({
    irVersion: 8,
    producerName: 'leopard',
    opsetImport: [{ domain: '', version: 17 }],
    graph: {
      name: 'peak',
      node: [{ opType: 'MatMul', domain: '', name: 'product', input: ['a', 'b'], output: ['c'], attribute: [] }],
      // The right side is constant and packed beforehand, as weights are.
      initializer: [{ name: 'b', dims: [size, size], dataType: 1, rawData: new Uint8Array(noise(size).buffer) }],
      input: [value('a')],
      output: [value('c')],
    },
  });
  const session = await InferenceSession.create(model, { intraOpNumThreads: availableParallelism() });
  const a = new Tensor('float32', noise(size), [size, size]);
  return { size, run: () => session.run({ a }) };
}

const products = await Promise.all(SIZES.map(product));

/** GFLOP/s, the best of `count` runs at the best size. */
await serve(async ({ count = 5 }) => {
  const rates = [];
  for (const { size, run } of products) {
    const runs = count * (2048 / size) ** 2;
    rates.push((2 * size ** 3) / Math.min(...(await timed(runs, run))) / 1e6);
  }
  return { rates: Object.fromEntries(SIZES.map((size, index) => [size, rates[index]])), gflops: Math.max(...rates) };
});
