import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as ort from '../onnxruntime.js';
import { modelOf, tensorInFile, valueInfo } from '../models/graph/graph-builder.js';
import { ATTRIBUTE_TYPE, DATA_TYPE, decodeModel, encodeModel, type TensorProto } from '../models/graph/schema.js';
import { read, readPacked } from './external-data.js';
import { savedPrepacked } from './saving.js';

/** Weights that are packed at once: both of their forms go to the disk for a moment. */
const GROUP = 16;

/**
 * The keys by which the runtime will look for the weights whose stand-ins lie in `file`: it packs and hashes them in products of no
 * meaning, and writes down what it found.
 * @throws Error where two weights have the same
 */
export async function keysOfStandIns(weights: readonly TensorProto[], file: string): Promise<Map<string, string>> {
  const keys = new Map<string, string>();
  for (let start = 0; start < weights.length; start += GROUP)
    for (const weight of await packed(weights.slice(start, start + GROUP), file))
      keys.set(weight.name, readPacked(weight).key);
  if (new Set(keys.values()).size < weights.length) throw new Error('Two weights would be found by one key');
  return keys;
}

async function packed(weights: readonly TensorProto[], file: string): Promise<TensorProto[]> {
  const folder = dirname(file);
  const scratch = await mkdtemp(join(folder, 'keys-'));
  const { optimizedModelFilePath, session: saving } = savedPrepacked(scratch, 'products', 1);
  try {
    const session = await ort.InferenceSession.create(products(weights, basename(file)), {
      graphOptimizationLevel: 'disabled',
      logSeverityLevel: 3,
      optimizedModelFilePath,
      extra: { session: { model_external_initializers_file_folder_path: folder, ...saving } },
    });
    await session.release();
    return decodeModel(await readFile(optimizedModelFilePath)).graph.initializer;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** A model of one product `x · weightᵀ` for each weight, as the graphs have them (models/graph). */
function products(weights: readonly TensorProto[], location: string): Uint8Array {
  const row = (name: string, size: number) => valueInfo(name, DATA_TYPE.float, [1, size]);
  return encodeModel(
    modelOf({
      name: 'products',
      node: weights.map(({ name }) => ({
        opType: 'Gemm',
        domain: '',
        name: `${name}-product`,
        input: [`${name}-x`, name],
        output: [`${name}-y`],
        attribute: [{ name: 'transB', type: ATTRIBUTE_TYPE.int, i: 1 }],
      })),
      initializer: weights.map((weight) =>
        tensorInFile(
          { name: weight.name, dims: weight.dims, dataType: DATA_TYPE.float },
          { location, offset: read(weight, 'offset'), length: read(weight, 'length') },
        ),
      ),
      input: weights.map(({ name, dims: [, columns = 0] }) => row(`${name}-x`, columns)),
      output: weights.map(({ name, dims: [rows = 0] }) => row(`${name}-y`, rows)),
    }),
  );
}
