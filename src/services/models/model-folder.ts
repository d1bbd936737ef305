import { realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SetupError } from '../../errors.js';
import { openCheckpoint } from './checkpoint/checkpoint.js';
import { readModelDescription, type ModelDescription } from './description.js';
import { architectureOf, type Architecture } from './graph/architecture.js';
import { fuseGraph } from './graph/fuse-graph.js';
import { GraphBuilder, readScattered } from './graph/graph-builder.js';
import { encodeModel } from './graph/schema.js';
import { visionGraph } from './graph/vision-graph.js';

/** A model ready for a runtime: two ONNX models whose weights are byte ranges of the checkpoint. */
export interface Model {
  readonly folder: string;
  readonly description: ModelDescription;
  readonly dimensions: ModelDimensions;
  readonly graphs: ModelGraphs;
  /** The checkpoint, after symbolic links: the graphs name it relative to its folder. */
  readonly checkpointPath: string;
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
 * Opens a model folder (docs/models.md): `config.json`, the checkpoint, the tokeniser's file. No weight is read.
 * @throws SetupError MODEL_*, CHECKPOINT_*, TENSOR_*
 */
export async function openModel(folder: string): Promise<Model> {
  const description = await readModelDescription(folder);
  const named = join(folder, description.checkpoint.file);
  // The runtime refuses weights that a link leads out of their folder, so it is given the folder behind the link.
  const checkpointPath = await realpath(named).catch((cause: unknown) => {
    throw new SetupError(
      'CHECKPOINT_MISSING',
      `${named} does not exist. Install the model again: \`leopard models install\`.`,
      { cause },
    );
  });
  const checkpoint = openCheckpoint(checkpointPath);
  const architecture = architectureOf(checkpoint, description);
  const scattered = readScattered(checkpoint);
  const write = (graph: typeof visionGraph) =>
    encodeModel(graph(new GraphBuilder(checkpoint, scattered), architecture, description));
  const graphs = { vision: write(visionGraph), fuse: write(fuseGraph), weightsFolder: dirname(checkpointPath) };
  return { folder, description, dimensions: dimensionsOf(description, architecture), graphs, checkpointPath };
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
