import { SetupError } from '../../../../lib/errors.js';
import { sha256OfFile } from '../../../../lib/hash.js';
import type { ModelFolder } from '../model-folder.js';

/**
 * Compares the file with the SHA-256 that the model's description promises (0.3 s for 400 MB).
 * The hash is part of the identity of every index, so a file that was exchanged must not go by the old one's.
 * @throws SetupError CHECKPOINT_HASH
 */
export async function verifyCheckpoint({ model, checkpointPath: path, sha256: expected }: ModelFolder): Promise<void> {
  // Where nothing promises it, readModelFolder has just read it off the file.
  if (model.checkpoint.sha256 === undefined) return;
  const found = await sha256OfFile(path);
  if (found === expected) return;
  throw new SetupError(
    'CHECKPOINT_HASH',
    `${path} has the SHA-256 ${found}, but config.json beside it promises ${expected}. Install the model again, or correct config.json if the change is meant.`,
  );
}
