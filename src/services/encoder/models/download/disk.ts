import { statfs } from 'node:fs/promises';
import { SetupError } from '../../../../lib/errors.js';

/** Left free beside what is downloaded, for everybody else on the disk. */
const SPARE_BYTES = 64 * 1024 ** 2;

const mebibytes = (bytes: number) => `${Math.ceil(bytes / 1024 ** 2)} MiB`;

/** Bytes that may still be written below a folder. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** @throws SetupError DISK_FULL */
export async function requireSpace(folder: string, bytes: number, measure = freeBytes): Promise<void> {
  const free = await measure(folder);
  if (free >= bytes + SPARE_BYTES) return;
  throw new SetupError(
    'DISK_FULL',
    `${folder} has ${mebibytes(free)} free; ${mebibytes(bytes + SPARE_BYTES)} are needed. Free some, or choose a folder on a larger disk (MODELS_FOLDER, DATA_FOLDER).`,
  );
}

/** The coded error where the disk is full; the error itself otherwise. */
export function diskError(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return new SetupError(
    'DISK_FULL',
    `The disk is full while writing ${path}. What is there is kept: free some space and run the command again to continue.`,
    { cause: error },
  );
}
