import { stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import envPaths from 'env-paths';
import { SetupError } from '../../../lib/errors.js';
import type { CatalogueEntry } from './catalogue-entry.js';
import { type Catalogue, MODEL_CATALOGUE } from './catalogue.js';

/** `models` in the package: the bundled model. */
const PACKAGE_MODELS_FOLDER = fileURLToPath(new URL('../../../../models/', import.meta.url));

/**
 * Downloaded models, unless MODELS_FOLDER says otherwise: in a checkout beside the bundled one. An installed package may
 * belong to another user, and is replaced whole by the next version, so what is downloaded with it belongs to the user.
 */
export const DEFAULT_MODELS_FOLDER = PACKAGE_MODELS_FOLDER.includes(`${sep}node_modules${sep}`)
  ? join(envPaths('leopard', { suffix: '' }).data, 'models')
  : PACKAGE_MODELS_FOLDER;

/** Where a model of the catalogue lies, or would lie once it is installed. */
export function installedFolder(entry: CatalogueEntry, modelsFolder = DEFAULT_MODELS_FOLDER): string {
  return join(entry.bundled ? PACKAGE_MODELS_FOLDER : modelsFolder, entry.id);
}

/**
 * The folder of a model that is ready to be opened.
 *
 * @param idOrFolder an id of the catalogue, the name of a folder in `modelsFolder`, or a path
 * @throws SetupError MODEL_NOT_INSTALLED, MODEL_NOT_FOUND
 */
export async function resolveModel(
  idOrFolder: string,
  modelsFolder = DEFAULT_MODELS_FOLDER,
  catalogue: Catalogue = MODEL_CATALOGUE,
): Promise<string> {
  const entry = catalogue.find(({ id }) => id === idOrFolder);
  const candidates = [
    ...(entry ? [installedFolder(entry, modelsFolder)] : []),
    ...(isPath(idOrFolder) ? [resolve(idOrFolder)] : [join(modelsFolder, idOrFolder), resolve(idOrFolder)]),
  ];
  for (const folder of candidates) if (await isModelFolder(folder)) return folder;
  if (entry) {
    throw new SetupError(
      'MODEL_NOT_INSTALLED',
      `The model ${entry.id} is not installed in ${modelsFolder}. Run \`leopard models install ${entry.id}\`.`,
    );
  }
  throw new SetupError(
    'MODEL_NOT_FOUND',
    `There is no model "${idOrFolder}": it is neither an id (${catalogue.map(({ id }) => id).join(', ')}) ` +
      'nor a folder with a config.json. `leopard models list` shows what there is.',
  );
}

const isPath = (text: string) => /[/\\]/.test(text) || text.startsWith('.');

async function isModelFolder(folder: string): Promise<boolean> {
  const info = await stat(join(folder, 'config.json')).catch(() => undefined);
  return info?.isFile() ?? false;
}
