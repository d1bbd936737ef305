import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { SetupError } from '../../../../lib/errors.js';
import { describeModelFolder } from '../model-folder.js';
import { lockModel, type Installation } from './install.js';
import { copyChecked } from './obtain.js';

/**
 * Installs a model folder of one's own under an id that the catalogue does not have.
 * @throws SetupError MODEL_NOT_FOUND, MODEL_DESCRIPTION, HASH_MISMATCH, MODEL_INSTALLING, MODEL_ID_INVALID
 */
export async function installFolder(id: string, from: string, modelsFolder: string): Promise<Installation> {
  if (!/^[a-z0-9][a-z0-9._-]*$/i.test(id)) {
    throw new SetupError(
      'MODEL_ID_INVALID',
      `"${id}" cannot be the name of a folder. Use letters, digits, dots and dashes.`,
    );
  }
  const { model } = await describeModelFolder(from);
  const folder = join(modelsFolder, id);
  if (resolve(from) === resolve(folder)) return { folder, changed: false };
  await mkdir(folder, { recursive: true });
  const release = await lockModel(id, modelsFolder);
  try {
    const { file, sha256 } = model.checkpoint;
    await copyChecked(join(from, file), join(folder, file), sha256);
    for (const name of model.files) await copyChecked(join(from, name), join(folder, name), undefined);
    await copyChecked(join(from, 'config.json'), join(folder, 'config.json'), undefined);
    return { folder, changed: true };
  } finally {
    await release();
  }
}
