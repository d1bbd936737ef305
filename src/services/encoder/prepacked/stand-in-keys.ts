import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as ort from 'onnxruntime-node';
import {
  ATTRIBUTE_TYPE,
  DATA_TYPE,
  decodeModel,
  encodeModel,
  EXTERNAL,
  type TensorProto,
  type ValueInfoProto,
} from '../../models/graph/schema.js';
import { read, readPacked } from './external-data.js';

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
  const optimizedModelFilePath = join(scratch, 'products.onnx');
  try {
    const session = await ort.InferenceSession.create(products(weights, basename(file)), {
      graphOptimizationLevel: 'disabled',
      logSeverityLevel: 3,
      optimizedModelFilePath,
      extra: {
        session: {
          model_external_initializers_file_folder_path: folder,
          save_external_prepacked_constant_initializers: '1',
          optimized_model_external_initializers_file_name: 'products.bin',
          optimized_model_external_initializers_min_size_in_bytes: '1',
        },
      },
    });
    await session.release();
    return decodeModel(await readFile(optimizedModelFilePath)).graph.initializer;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** A model of one product `x · weightᵀ` for each weight, as the graphs have them (models/graph). */
function products(weights: readonly TensorProto[], location: string): Uint8Array {
  const value = (name: string, size: number): ValueInfoProto => ({
    name,
    type: { tensorType: { elemType: DATA_TYPE.float, shape: { dim: [{ dimValue: 1 }, { dimValue: size }] } } },
  });
  return encodeModel({
    irVersion: 8,
    producerName: 'leopard',
    producerVersion: '',
    opsetImport: [{ domain: '', version: 17 }],
    graph: {
      name: 'products',
      node: weights.map(({ name }) => ({
        opType: 'Gemm',
        domain: '',
        name: `${name}-product`,
        input: [`${name}-x`, name],
        output: [`${name}-y`],
        attribute: [{ name: 'transB', type: ATTRIBUTE_TYPE.int, i: 1 }],
      })),
      initializer: weights.map((weight) => ({
        name: weight.name,
        dims: weight.dims,
        dataType: DATA_TYPE.float,
        dataLocation: EXTERNAL,
        externalData: [
          { key: 'location', value: location },
          { key: 'offset', value: read(weight, 'offset') },
          { key: 'length', value: read(weight, 'length') },
        ],
      })),
      input: weights.map(({ name, dims: [, columns = 0] }) => value(`${name}-x`, columns)),
      output: weights.map(({ name, dims: [rows = 0] }) => value(`${name}-y`, rows)),
    },
  });
}
