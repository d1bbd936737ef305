import { SetupError } from '../../../../lib/errors.js';
import { sha256OfFile } from '../../../../lib/hash.js';

/**
 * Compares the file with the SHA-256 that the model's description promises (0.3 s for 400 MB).
 * The hash is part of the identity of every index, so a file that was exchanged must not go by the old one's.
 * @throws SetupError CHECKPOINT_HASH
 */
export async function verifyCheckpoint(path: string, expected: string): Promise<void> {
  const found = await sha256OfFile(path);
  if (found === expected) return;
  throw new SetupError(
    'CHECKPOINT_HASH',
    `${path} has the SHA-256 ${found}, but config.json beside it promises ${expected}. Install the model again, or correct config.json if the change is meant.`,
  );
}
