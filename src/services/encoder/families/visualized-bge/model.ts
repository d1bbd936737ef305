import { dirname } from 'node:path';
import { openCheckpoint } from '../../models/checkpoint/checkpoint.js';
import { GraphBuilder, readScattered } from '../../models/graph/graph-builder.js';
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
export function openModel(description: ModelDescription, checkpointPath: string): OpenedModel {
  const checkpoint = openCheckpoint(checkpointPath);
  const architecture = architectureOf(checkpoint, description);
  const scattered = readScattered(checkpoint);
  const write = (graph: typeof visionGraph) =>
    encodeModel(graph(new GraphBuilder(checkpoint, scattered), architecture, description));
  return {
    dimensions: dimensionsOf(description, architecture),
    graphs: { vision: write(visionGraph), fuse: write(fuseGraph) },
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
