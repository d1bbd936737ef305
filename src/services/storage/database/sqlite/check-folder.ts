import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { systemCode } from '../../../../lib/atomic-file.js';
import { SetupError } from '../../../../lib/errors.js';
import { isTooManyFiles, tooManyOpenFiles } from '../../../../lib/open-files.js';

/**
 * Sees to it that a data folder can be written. @param create makes it where it is missing
 * @throws SetupError DATA_FOLDER_READ_ONLY, TOO_MANY_OPEN_FILES, STORE_DISK_FULL
 */
export async function requireWritable(folder: string, create: boolean): Promise<void> {
  try {
    if (create) await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw cannotUse(folder, error);
  }
}

/** What a file operation in the data folder failed by, in words; other errors pass as they are. */
export function cannotUse(path: string, error: unknown): unknown {
  if (isTooManyFiles(error)) return tooManyOpenFiles(`${path} cannot be opened, since too many files are open`, error);
  switch (systemCode(error)) {
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return readOnly(path, error);
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
    case 'EIO':
      return diskFull(path, error);
    default:
      return error;
  }
}

export const storeNotFound = (folder: string) =>
  new SetupError(
    'STORE_NOT_FOUND',
    `There is no image store in ${folder}. Name the folder that the server uses: DATA_FOLDER, --data-folder. \`leopard ingest\` makes a new one.`,
  );

export const readOnly = (path: string, cause?: unknown) =>
  new SetupError(
    'DATA_FOLDER_READ_ONLY',
    `${path} cannot be written. Make it writable for the user that runs Leopard (a volume may be mounted read-only), or set another DATA_FOLDER.`,
    { cause },
  );

/** @param cause says in its message what failed */
export const diskFull = (path: string, cause: unknown) =>
  new SetupError(
    'STORE_DISK_FULL',
    `The disk of ${path} is full, or fails: ${cause instanceof Error ? cause.message : String(cause)}. Nothing stored was lost. Free some space or check the disk, then start again.`,
    { cause },
  );
