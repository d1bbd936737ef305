// The machine's own matrix-multiply peak through the same runtime: 2048 × 2048 × 2048 in fp32, all cores.
import { availableParallelism } from 'node:os';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { encodeModel } from '../../../dist/services/models/graph/schema.js';
import { serve, timed } from './common.mjs';

const SIZE = 2048;
const value = (name) => ({
  name,
  type: { tensorType: { elemType: 1, shape: { dim: [{ dimValue: SIZE }, { dimValue: SIZE }] } } },
});
const noise = () => Float32Array.from({ length: SIZE * SIZE }, (_, index) => ((index * 7919) % 1000) / 1000 - 0.5);
const model = encodeModel({
  irVersion: 8,
  producerName: 'leopard',
  opsetImport: [{ domain: '', version: 17 }],
  graph: {
    name: 'peak',
    node: [{ opType: 'MatMul', domain: '', name: 'product', input: ['a', 'b'], output: ['c'], attribute: [] }],
    // The right side is constant and packed beforehand, as weights are.
    initializer: [{ name: 'b', dims: [SIZE, SIZE], dataType: 1, rawData: new Uint8Array(noise().buffer) }],
    input: [value('a')],
    output: [value('c')],
  },
});
const session = await InferenceSession.create(model, { intraOpNumThreads: availableParallelism() });
const a = new Tensor('float32', noise(), [SIZE, SIZE]);

await serve(async ({ count = 5 }) => ({
  ms: await timed(count, () => session.run({ a })),
  flops: 2 * SIZE ** 3,
}));
