import { access, constants, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { SetupError } from '../lib/errors.js';
import { systemCode } from '../lib/atomic-file.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'a part of this path is a file',
  EISDIR: 'it is a folder',
  EEXIST: 'there is a file of this name',
  EACCES: 'writing there is not allowed',
  EPERM: 'writing there is not allowed',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
};

/** Why a file cannot be written, in words. @returns undefined where the system did not refuse it */
export function refusalReason(error: unknown): string | undefined {
  const code = systemCode(error);
  return code === undefined ? undefined : (REASONS[code] ?? code);
}

/**
 * Refuses places that cannot be written before the work whose outcome goes there.
 * @param files those that are undefined were not asked for
 * @throws SetupError FILE_NOT_WRITTEN
 */
export async function requireWritable(...files: readonly (string | undefined)[]): Promise<void> {
  for (const file of files) {
    if (file === undefined) continue;
    const target = await stat(file).catch(() => undefined);
    if (target?.isDirectory()) throw notWritten(file, 'it is a folder');
    await access(target ? file : dirname(resolve(file)), constants.W_OK).catch((error: unknown) => {
      throw notWritten(file, refusalReason(error), error);
    });
  }
}

/** @throws SetupError FILE_NOT_WRITTEN */
export async function writeOutput(file: string, content: string | Uint8Array): Promise<void> {
  await writeFile(file, content).catch((error: unknown) => {
    throw notWritten(file, refusalReason(error), error);
  });
}

function notWritten(file: string, reason = 'it is refused', cause?: unknown): SetupError {
  return new SetupError('FILE_NOT_WRITTEN', `${file} cannot be written: ${reason}. Name another place.`, { cause });
}
