import { statfs } from 'node:fs/promises';
import { SetupError } from '../../errors.js';

/** @throws SetupError DISK_FULL where the folder's disk has less room than is needed, in bytes */
export async function requireSpace(folder: string, needed: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= needed) return;
  const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 ** 2)} MB`;
  throw new SetupError(
    'DISK_FULL',
    `The disk of ${folder} has ${megabytes(free)} left and this needs about ${megabytes(needed)}. Make room, or choose another folder with --data.`,
  );
}
