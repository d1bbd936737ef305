import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { SetupError } from '../../../../lib/errors.js';

/**
 * Compares the file with the SHA-256 that the model's description promises (0.3 s for 400 MB).
 * The hash is part of the identity of every index, so a file that was exchanged must not go by the old one's.
 * @throws SetupError CHECKPOINT_HASH
 */
export async function verifyCheckpoint(path: string, expected: string): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1024 ** 2 }), hash);
  const found = hash.digest('hex');
  if (found === expected) return;
  throw new SetupError(
    'CHECKPOINT_HASH',
    `${path} has the SHA-256 ${found}, but config.json beside it promises ${expected}. Install the model again, or correct config.json if the change is meant.`,
  );
}
