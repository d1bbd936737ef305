import fs from 'node:fs';
import { rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { LeopardError, SetupError } from './errors.js';
import { isTooManyFiles } from './open-files.js';

const NO_ROOM = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** The system's error code (`ENOENT`, `ENOSPC` …), where there is one. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Whether a file operation failed because the file or folder is not there. */
export function isMissing(error: unknown): boolean {
  return systemCode(error) === 'ENOENT';
}

/** Whether a write failed because the disk, the quota or the file size limit is used up. */
export function isOutOfRoom(error: unknown): boolean {
  const code = systemCode(error);
  return code !== undefined && NO_ROOM.has(code);
}

/** What a client is told when the disk refuses: nothing was lost, and what to do. Errors that are ours already pass. */
export function storageUnavailable(error: unknown): Error {
  if (error instanceof LeopardError || error instanceof SetupError || systemCode(error) === undefined) {
    return error instanceof Error ? error : new Error(String(error));
  }
  return new LeopardError('STORAGE_UNAVAILABLE', whyUnavailable(error), { cause: error });
}

function whyUnavailable(error: unknown): string {
  if (isOutOfRoom(error)) {
    return 'The disk of the data folder is full. Nothing stored was lost and nothing new was stored. Free some space (deleting pictures works), then repeat the request.';
  }
  if (isTooManyFiles(error)) {
    return 'The server has too many files and connections open. Nothing stored was lost. Repeat the request when fewer are; the limit of open files can be raised (ulimit -n).';
  }
  return `The data folder cannot be written or read (${systemCode(error)}). Nothing stored was lost. Check the disk and the permissions of the folder, then repeat the request.`;
}

/** Descriptors, not the handles of `fs/promises`: those take twice the processor time, and each stored picture pays it. */
const descriptors = {
  open: promisify(fs.open),
  write: promisify(fs.write),
  sync: promisify(fs.fsync),
  close: promisify(fs.close),
};

/**
 * Makes the entries of a folder (names created, renamed, removed) survive a power cut.
 * Windows has no such call and orders these by itself.
 */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const descriptor = await descriptors.open(folder, 'r');
  try {
    await descriptors.sync(descriptor);
  } finally {
    await descriptors.close(descriptor);
  }
}

/** Writes a new file and its bytes to the disk; leaves nothing behind where that fails. The folder is not synced. */
export async function writeSynced(path: string, data: Uint8Array | string): Promise<void> {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  try {
    const descriptor = await descriptors.open(path, 'w');
    try {
      for (let written = 0; written < bytes.length;)
        written += (await descriptors.write(descriptor, bytes, written)).bytesWritten;
      await descriptors.sync(descriptor);
    } finally {
      await descriptors.close(descriptor);
    }
  } catch (error) {
    await removeFile(path);
    throw error;
  }
}

/** Replaces a file as a whole: at every instant a reader finds the old content or the new one. */
export async function replaceFile(path: string, data: Uint8Array | string): Promise<void> {
  const temporary = `${path}.new`;
  await writeSynced(temporary, data);
  await rename(temporary, path);
  await syncFolder(dirname(path));
}

/** Removes a file; one that is not there is no error. @returns whether it was there. */
export async function removeFile(path: string): Promise<boolean> {
  try {
    await unlink(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
