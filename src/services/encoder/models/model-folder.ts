import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { SetupError } from '../../../lib/errors.js';
import { readModelDescription, type ModelDescription } from '../families/visualized-bge/description.js';

/** What a model folder holds, as far as that is known without reading the checkpoint. */
export interface ModelFolder {
  readonly folder: string;
  readonly description: ModelDescription;
  /** The checkpoint, after symbolic links: the graphs name it relative to its folder. */
  readonly checkpointPath: string;
}

/**
 * Reads what a model folder (docs/models.md) says of itself in `config.json`, and finds its checkpoint.
 * @throws SetupError MODEL_*, CHECKPOINT_MISSING
 */
export async function readModelFolder(folder: string): Promise<ModelFolder> {
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
  return { folder, description, checkpointPath };
}
