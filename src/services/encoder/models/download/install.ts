import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../../../../lib/atomic-file.js';
import { SetupError } from '../../../../lib/errors.js';
import { lockDataFolder } from '../../../../lib/folder-lock.js';
import type { CatalogueEntry, CatalogueFile } from '../catalogue-entry.js';
import { installedFolder } from '../resolve.js';
import { freeBytes, requireSpace } from './disk.js';
import { sha256OfFile } from '../../../../lib/hash.js';
import { localSource, obtain, type ObtainOptions } from './obtain.js';
import { readPins } from './pins.js';

export interface InstallOptions extends Omit<ObtainOptions, 'pins'> {
  readonly modelsFolder: string;
  /** A file or folder that has the model's files already. */
  readonly from?: string | undefined;
  /** Free bytes below a folder; for tests. */
  readonly freeBytes?: (folder: string) => Promise<number>;
}

export interface Installation {
  readonly folder: string;
  /** False where everything was there already. */
  readonly changed: boolean;
}

/**
 * Installs a model of the catalogue. Its config.json is written last: a folder without one is no model yet. Interrupted at any
 * moment, the next run continues.
 * @throws SetupError MODEL_INSTALLING, DISK_FULL, HASH_MISMATCH, SOURCE_NOT_FOUND, HUB_*, DOWNLOAD_INCOMPLETE
 */
export async function installModel(entry: CatalogueEntry, options: InstallOptions): Promise<Installation> {
  const folder = installedFolder(entry, options.modelsFolder);
  if (entry.bundled) return { folder, changed: false };
  await mkdir(folder, { recursive: true });
  const release = await lockModel(entry.id, options.modelsFolder);
  try {
    const missing = await missingFiles(entry, folder);
    const complete = missing.length === 0 && (await size(join(folder, 'config.json'))) !== undefined;
    if (complete) return { folder, changed: false };
    const bytes = Math.max(await bytesToWrite(missing, folder), missing.length > 0 ? (entry.approximateBytes ?? 0) : 0);
    await requireSpace(folder, bytes, options.freeBytes ?? freeBytes);
    const pins = await readPins(options.modelsFolder);
    for (const file of missing) {
      const local = await localSource(file, options.from, file === entry.files[0]);
      await obtain(file, join(folder, file.name), local, { ...options, pins });
    }
    if (entry.config !== undefined) await writeConfig(folder, entry.config);
    return { folder, changed: true };
  } finally {
    await release();
  }
}

/** One process at a time works on a model's files. @throws SetupError MODEL_INSTALLING */
export async function lockModel(id: string, modelsFolder: string): Promise<() => Promise<void>> {
  try {
    const lock = await lockDataFolder(join(modelsFolder, '.locks', id));
    return () => lock.release();
  } catch (error) {
    if (!(error instanceof SetupError) || error.code !== 'DATA_FOLDER_LOCKED') throw error;
    throw new SetupError('MODEL_INSTALLING', `Another process is installing or removing ${id}. Wait for it to end.`, {
      cause: error,
    });
  }
}

/** Written aside and renamed, so that it is there as a whole or not at all. */
export async function writeConfig(folder: string, config: Readonly<Record<string, unknown>>): Promise<void> {
  await replaceFile(join(folder, 'config.json'), `${JSON.stringify(config, null, 1)}\n`);
}

/** The files that are not there, or not as they should be. */
async function missingFiles(entry: CatalogueEntry, folder: string): Promise<CatalogueFile[]> {
  const missing: CatalogueFile[] = [];
  for (const file of entry.files) {
    const path = join(folder, file.name);
    const found = await size(path);
    const right =
      found !== undefined &&
      (file.bytes === undefined || found === file.bytes) &&
      (file.sha256 === undefined || (await sha256OfFile(path)) === file.sha256);
    if (!right) missing.push(file);
  }
  return missing;
}

async function bytesToWrite(files: readonly CatalogueFile[], folder: string): Promise<number> {
  let bytes = 0;
  for (const file of files)
    bytes += Math.max(0, (file.bytes ?? 0) - ((await size(join(folder, `${file.name}.part`))) ?? 0));
  return bytes;
}

async function size(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.size;
}
