import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ort from '../../src/services/encoder/onnxruntime.js';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { compact } from '../../src/services/encoder/prepacked/compact.js';
import { savedPrepacked } from '../../src/services/encoder/prepacked/saving.js';
import { modelOf, valueInfo } from '../../src/services/encoder/models/graph/graph-builder.js';
import { ATTRIBUTE_TYPE, DATA_TYPE, encodeModel } from '../../src/services/encoder/models/graph/schema.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leopard-compact-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/**
 * Weights of one length in two shapes. Packing writes blocks of 256 inputs of all outputs one after the other, so that number 256 of a
 * weight `[64, 320]` lies where number 1024 of a weight `[16, 1280]` does.
 */
const SHAPES = [...Array<number>(48).fill(64), ...Array<number>(32).fill(16)].map((outputs) => [
  outputs,
  (64 * 320) / outputs,
]) as [number, number][];

function products(): Uint8Array {
  const values = (seed: number) => Float32Array.from({ length: 64 * 320 }, (_, at) => Math.sin(at * 1.7 + seed));
  return encodeModel(
    modelOf({
      name: 'products',
      node: SHAPES.map(([, inputs], index) => ({
        opType: 'Gemm',
        domain: '',
        name: `product-${index}`,
        input: [`x${inputs}`, `w${index}`],
        output: [`y${index}`],
        attribute: [{ name: 'transB', type: ATTRIBUTE_TYPE.int, i: 1 }],
      })),
      initializer: SHAPES.map((dims, index) => ({
        ...{ name: `w${index}`, dims, dataType: DATA_TYPE.float },
        rawData: new Uint8Array(values(index).buffer),
      })),
      input: [320, 1280].map((inputs) => valueInfo(`x${inputs}`, DATA_TYPE.float, [2, inputs])),
      output: SHAPES.map(([outputs], index) => valueInfo(`y${index}`, DATA_TYPE.float, [2, outputs])),
    }),
  );
}

async function run(model: string): Promise<Float32Array[]> {
  const session = await ort.InferenceSession.create(model, { graphOptimizationLevel: 'disabled', logSeverityLevel: 3 });
  const x = (inputs: number) =>
    new ort.Tensor(
      'float32',
      Float32Array.from({ length: 2 * inputs }, (_, at) => Math.cos(at)),
      [2, inputs],
    );
  const results = await session.run({ x320: x(320), x1280: x(1280) });
  await session.release();
  return SHAPES.map((_, index) => results[`y${index}`]?.data as Float32Array);
}

it('finds each of many weights again, whatever their shapes', async () => {
  const { optimizedModelFilePath, session: saving } = savedPrepacked(folder, 'vision', 1);
  const session = await ort.InferenceSession.create(products(), {
    ...{ graphOptimizationLevel: 'disabled', logSeverityLevel: 3, optimizedModelFilePath },
    extra: { session: saving },
  });
  await session.release();
  const before = await run(optimizedModelFilePath);
  const { size } = await stat(join(folder, 'vision.bin'));

  await compact(folder, 'vision');
  expect(await run(optimizedModelFilePath)).toEqual(before);
  expect((await stat(join(folder, 'vision.bin'))).size).toBeLessThan(0.6 * size);
});
