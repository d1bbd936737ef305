import { dirname } from 'node:path';
import type { Checkpoint } from '../checkpoint/checkpoint.js';
import { GraphBuilder, readScattered } from './graph-builder.js';
import type { Precisions, Product } from './precision.js';
import { encodeModel, type ModelProto } from './schema.js';

/** The graphs of a model in their order, with the products of each that can be quantised. */
export function writeGraphs(
  checkpoint: Checkpoint,
  precisions: Precisions,
  writers: Readonly<Record<string, (build: GraphBuilder) => ModelProto>>,
) {
  const scattered = readScattered(checkpoint);
  const graphs: Record<string, Uint8Array> = {};
  const products: Record<string, readonly Product[]> = {};
  for (const [name, write] of Object.entries(writers)) {
    const build = new GraphBuilder(checkpoint, scattered, precisions);
    graphs[name] = encodeModel(write(build));
    products[name] = build.products;
  }
  return { graphs, products, weightsFolder: dirname(checkpoint.path) };
}
