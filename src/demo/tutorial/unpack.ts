import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import tar from 'tar-stream';
import { SetupError } from '../../lib/errors.js';

export interface UnpackLimits {
  readonly files: number;
  /** Of all files together, unpacked. */
  readonly bytes: number;
}

/**
 * Unpacks a `.tar.gz` into a folder that appears only when it is whole. Only plain files and folders are taken.
 * @throws SetupError ARCHIVE_UNSAFE (a path that leads out of the folder, a link, a device, more than the limits), ARCHIVE_DAMAGED.
 */
export async function unpack(archive: string, folder: string, limits: UnpackLimits): Promise<void> {
  const aside = `${folder}.unpacking`;
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { recursive: true });
  try {
    await extract(archive, aside, limits);
    await rename(aside, folder);
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    if (error instanceof SetupError || isSystemError(error)) throw error;
    throw new SetupError('ARCHIVE_DAMAGED', `${archive} is damaged. Delete it and run the command again.`, {
      cause: error,
    });
  }
}

async function extract(archive: string, folder: string, limits: UnpackLimits): Promise<void> {
  let files = 0;
  let bytes = 0;
  const entries = tar.extract();
  // Errors of the source reach the loop below through the tar stream.
  const feeding = pipeline(createReadStream(archive), createGunzip(), entries);
  feeding.catch(() => undefined);
  for await (const entry of entries) {
    const { name, type, size = 0 } = entry.header;
    if (type === 'file') {
      files += 1;
      bytes += size;
      if (files > limits.files || bytes > limits.bytes) throw unsafe(archive, 'it holds more than this data set has');
      const target = safePath(archive, folder, name);
      await mkdir(path.dirname(target), { recursive: true });
      await pipeline(entry, createWriteStream(target));
    } else if (type === 'directory') {
      safePath(archive, folder, name);
      entry.resume();
    } else {
      throw unsafe(archive, `its entry ${JSON.stringify(name)} is no plain file`);
    }
  }
  await feeding;
}

function safePath(archive: string, folder: string, name: string): string {
  const target = path.resolve(folder, name);
  const outside = path.relative(folder, target);
  if (path.isAbsolute(name) || name.includes('\0') || outside.startsWith('..') || path.isAbsolute(outside)) {
    throw unsafe(archive, `its entry ${JSON.stringify(name)} leads out of the folder`);
  }
  return target;
}

const unsafe = (archive: string, fault: string): SetupError =>
  new SetupError(
    'ARCHIVE_UNSAFE',
    `${archive} was not unpacked: ${fault}. Delete it and get it from its publisher again.`,
  );

const isSystemError = (error: unknown): boolean => error instanceof Error && 'syscall' in error;
