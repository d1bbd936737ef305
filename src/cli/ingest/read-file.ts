import { readFile, stat } from 'node:fs/promises';
import { LeopardError } from '../../lib/errors.js';
import { systemCode } from '../../lib/atomic-file.js';
import type { DiskPath } from './disk-path.js';

/**
 * The bytes of a picture file; one that is too large is refused before it is read.
 * @throws LeopardError IMAGE_UNREADABLE, IMAGE_TOO_LARGE
 */
export async function readPictureFile({ path }: DiskPath, maximumBytes: number): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size > maximumBytes) throw tooLarge(size, maximumBytes);
    return await readFile(path);
  } catch (error) {
    if (error instanceof LeopardError) throw error;
    const reason = systemCode(error) ?? String(error);
    throw unreadable(reason === 'ENOENT' ? 'there is no such file' : reason, error);
  }
}

export const unreadable = (why: string, cause?: unknown) =>
  new LeopardError('IMAGE_UNREADABLE', `The file cannot be read: ${why}.`, { cause });

export const tooLarge = (size: number, maximumBytes: number) =>
  new LeopardError(
    'IMAGE_TOO_LARGE',
    `The file has ${size} bytes; at most ${maximumBytes} are accepted (MAX_UPLOAD_BYTES). Make it smaller.`,
  );
