import { rm, stat } from 'node:fs/promises';
import { SetupError } from '../../../../lib/errors.js';
import type { CatalogueEntry } from '../catalogue-entry.js';
import { installedFolder } from '../resolve.js';
import { lockModel } from './install.js';

/**
 * Deletes the files of an installed model, unfinished downloads and caches included.
 * @throws SetupError MODEL_BUNDLED, MODEL_NOT_INSTALLED, MODEL_INSTALLING
 */
export async function removeModel(entry: CatalogueEntry, modelsFolder: string): Promise<string> {
  if (entry.bundled) throw new SetupError('MODEL_BUNDLED', `${entry.id} comes with Leopard and cannot be removed.`);
  const folder = installedFolder(entry, modelsFolder);
  if (!(await stat(folder).catch(() => undefined))) {
    throw new SetupError('MODEL_NOT_INSTALLED', `${entry.id} is not installed in ${modelsFolder}: nothing to remove.`);
  }
  const release = await lockModel(entry.id, modelsFolder);
  try {
    await rm(folder, { recursive: true });
    return folder;
  } finally {
    await release();
  }
}
