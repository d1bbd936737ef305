import { dirname } from 'node:path';
import { openCheckpoint } from '../../models/checkpoint/checkpoint.js';
import { GraphBuilder, readScattered } from '../../models/graph/graph-builder.js';
import type { Precisions, Product } from '../../models/graph/precision.js';
import { encodeModel } from '../../models/graph/schema.js';
import type { ModelDimensions } from '../../models/model.js';
import type { OpenedModel } from '../family.js';
import { type Architecture } from './architecture.js';
import type { ModelDescription } from './description.js';
import { fuseGraph } from './fuse-graph.js';
import { architectureOf } from './read-architecture.js';
import { visionGraph } from './vision-graph.js';

/**
 * Reads the checkpoint's headers and writes the graphs. No weight is read.
 * @throws SetupError CHECKPOINT_*, TENSOR_*
 */
export function openModel(
  description: ModelDescription,
  checkpointPath: string,
  precisions: Precisions = 'fp32',
): OpenedModel {
  const checkpoint = openCheckpoint(checkpointPath);
  const architecture = architectureOf(checkpoint, description);
  const scattered = readScattered(checkpoint);
  const products: Record<string, readonly Product[]> = {};
  const write = (name: string, graph: typeof visionGraph) => {
    const build = new GraphBuilder(checkpoint, scattered, precisions);
    const bytes = encodeModel(graph(build, architecture, description));
    products[name] = build.products;
    return bytes;
  };
  return {
    dimensions: dimensionsOf(description, architecture),
    graphs: { vision: write('vision', visionGraph), fuse: write('fuse', fuseGraph) },
    products,
    weightsFolder: dirname(checkpointPath),
  };
}

function dimensionsOf({ vision }: ModelDescription, architecture: Architecture): ModelDimensions {
  return {
    family: 'visualized-bge',
    pixelMean: vision.pixelMean,
    pixelStd: vision.pixelStd,
    imageSize: architecture.vision.imageSize,
    patches: architecture.vision.grid ** 2,
    width: architecture.text.width,
  };
}
