import { dirname } from 'node:path';
import { openCheckpoint } from '../../models/checkpoint/checkpoint.js';
import type { ModelDescription } from './description.js';
import { type Architecture } from './architecture.js';
import { architectureOf } from './read-architecture.js';
import { fuseGraph } from './fuse-graph.js';
import { GraphBuilder, readScattered } from '../../models/graph/graph-builder.js';
import { encodeModel } from '../../models/graph/schema.js';
import { visionGraph } from './vision-graph.js';
import type { ModelFolder } from '../../models/model-folder.js';

/** A model ready for a runtime: two ONNX models whose weights are byte ranges of the checkpoint. */
export interface Model extends ModelFolder {
  readonly dimensions: ModelDimensions;
  readonly graphs: ModelGraphs;
}

/** What computing one row needs to know of a model. */
export interface ModelDimensions {
  readonly pixelMean: readonly [number, number, number];
  readonly pixelStd: readonly [number, number, number];
  /** Side of the crop in pixels. */
  readonly imageSize: number;
  /** Image tokens. */
  readonly patches: number;
  /** Channels of an image token and of an embedding. */
  readonly width: number;
}

export interface ModelGraphs {
  readonly vision: Uint8Array;
  readonly fuse: Uint8Array;
  /** Folder that the graphs' weight locations are relative to. */
  readonly weightsFolder: string;
}

/**
 * Reads the checkpoint's headers and writes the graphs. No weight is read.
 * @throws SetupError CHECKPOINT_*, TENSOR_*
 */
export function openModel(model: ModelFolder): Model {
  const { description, checkpointPath } = model;
  const checkpoint = openCheckpoint(checkpointPath);
  const architecture = architectureOf(checkpoint, description);
  const scattered = readScattered(checkpoint);
  const write = (graph: typeof visionGraph) =>
    encodeModel(graph(new GraphBuilder(checkpoint, scattered), architecture, description));
  const graphs = { vision: write(visionGraph), fuse: write(fuseGraph), weightsFolder: dirname(checkpointPath) };
  return { ...model, dimensions: dimensionsOf(description, architecture), graphs };
}

function dimensionsOf({ vision }: ModelDescription, architecture: Architecture): ModelDimensions {
  return {
    pixelMean: vision.pixelMean,
    pixelStd: vision.pixelStd,
    imageSize: architecture.vision.imageSize,
    patches: architecture.vision.grid ** 2,
    width: architecture.text.width,
  };
}
