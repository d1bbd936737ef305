import { openCheckpoint } from '../../models/checkpoint/checkpoint.js';
import type { Precisions } from '../../models/graph/precision.js';
import { writeGraphs } from '../../models/graph/write-graphs.js';
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
  return {
    dimensions: dimensionsOf(description, architecture),
    ...writeGraphs(checkpoint, precisions, {
      vision: (build) => visionGraph(build, architecture, description),
      fuse: (build) => fuseGraph(build, architecture, description),
    }),
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
