import { constants } from 'node:fs';
import { copyFile, rename, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SetupError } from '../../../../lib/errors.js';
import type { CatalogueFile } from '../catalogue-entry.js';
import { diskError } from './disk.js';
import { downloadFile, type DownloadOptions } from './download.js';
import { sha256OfFile } from '../../../../lib/hash.js';
import { type Hub } from './hub.js';
import { type Pins } from './pins.js';

export interface ObtainOptions {
  readonly hub: Hub;
  readonly pins: Pins;
  readonly onProgress: (file: string, done: number, total: number | undefined) => void;
  readonly onNotice: (text: string) => void;
  readonly pause?: DownloadOptions['pause'];
}

/** Where a local copy of a file would be, given what --from names: the file itself, or the folder around it. */
export async function localSource(
  file: CatalogueFile,
  from: string | undefined,
  first: boolean,
): Promise<string | undefined> {
  if (from === undefined) return undefined;
  const info = await stat(from).catch((cause: unknown) => {
    throw new SetupError(
      'SOURCE_NOT_FOUND',
      `${from} does not exist. Give --from the file that was downloaded, or its folder.`,
      {
        cause,
      },
    );
  });
  if (!info.isDirectory() && first) return from;
  const beside = join(info.isDirectory() ? from : dirname(from), file.name);
  const found = await stat(beside).catch(() => undefined);
  if (found?.isFile()) return beside;
  if (first) {
    throw new SetupError(
      'SOURCE_NOT_FOUND',
      `${from} has no file ${file.name}. Give --from that file, or the folder it is in.`,
    );
  }
  return undefined;
}

/**
 * Puts one file of a model into its place, from disk, from the package, or from the hub.
 * @returns its SHA-256
 * @throws SetupError HASH_MISMATCH, DISK_FULL, HUB_*
 */
export async function obtain(
  file: CatalogueFile,
  target: string,
  local: string | undefined,
  options: ObtainOptions,
): Promise<string> {
  if ('asset' in file.source) return copyChecked(file.source.asset, target, file.sha256);
  const { source } = file;
  const sha256 = file.sha256 ?? options.pins.get(source);
  const found = local
    ? await copyChecked(local, target, sha256)
    : await downloadFile(options.hub, {
        file: source,
        target,
        bytes: file.bytes,
        sha256,
        onProgress: (done, total) => options.onProgress(basename(target), done, total),
        ...(options.pause ? { pause: options.pause } : {}),
      });
  if (sha256 === undefined) {
    await options.pins.set(source, found);
    options.onNotice(
      `The hash of ${file.name} was not known beforehand. SHA-256 ${found} is pinned now, at first use, in ${options.pins.path}.`,
    );
  }
  return found;
}

/** Copies beside the final name, shares blocks where the file system can, checks, and renames. */
export async function copyChecked(source: string, target: string, sha256: string | undefined): Promise<string> {
  const found = await sha256OfFile(source).catch((cause: unknown) => {
    throw new SetupError('SOURCE_NOT_FOUND', `${source} cannot be read.`, { cause });
  });
  if (sha256 !== undefined && found !== sha256) {
    throw new SetupError(
      'HASH_MISMATCH',
      `${source} is not the file that was expected: SHA-256 ${found}, expected ${sha256}. Download it again; it may be cut off.`,
    );
  }
  await copyFile(source, `${target}.part`, constants.COPYFILE_FICLONE).catch((error: unknown) => {
    throw diskError(error, target);
  });
  await rename(`${target}.part`, target);
  return found;
}
