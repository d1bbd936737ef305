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
  readonly architecture: Architecture;
  readonly graphs: ModelGraphs;
  /** The checkpoint, after symbolic links: the graphs name it relative to its folder. */
  readonly checkpointPath: string;
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
    throw new SetupError('CHECKPOINT_MISSING', `${named} does not exist. Install the model again: \`leopard models install\`.`, { cause });
  });
  const checkpoint = await openCheckpoint(checkpointPath);
  const architecture = architectureOf(checkpoint, description);
  const scattered = await readScattered(checkpoint);
  const write = (graph: typeof visionGraph) =>
    encodeModel(graph(new GraphBuilder(checkpoint, scattered), architecture, description));
  const graphs = { vision: write(visionGraph), fuse: write(fuseGraph), weightsFolder: dirname(checkpointPath) };
  return { folder, description, architecture, graphs, checkpointPath };
}
