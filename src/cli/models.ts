import { resolve } from 'node:path';
import { Command } from 'commander';
import { SetupError } from '../lib/errors.js';
import { createEncoder } from '../services/encoder/encoder.js';
import type { CatalogueEntry } from '../services/encoder/models/catalogue-entry.js';
import { MODEL_CATALOGUE } from '../services/encoder/models/catalogue.js';
import { createHub } from '../services/encoder/models/download/hub.js';
import { installFolder } from '../services/encoder/models/download/install-folder.js';
import { installModel } from '../services/encoder/models/download/install.js';
import { removeModel } from '../services/encoder/models/download/remove.js';
import { listModels } from '../services/encoder/models/list.js';
import { DEFAULT_MODELS_FOLDER, resolveModel } from '../services/encoder/models/resolve.js';
import { verifyModel } from '../services/encoder/models/verify.js';
import { commandConfig } from './environment.js';
import { modelsSwitchCommand } from './models-switch.js';
import { modelTable, verificationText } from './models-text.js';
import { progressBar } from './progress.js';
import { pixelLimit } from '../services/image-files/limits.js';

/** `leopard models`: what can be searched with, and getting it. */
export function modelsCommand(): Command {
  const models = new Command('models').description('list, install, verify and remove models');
  models
    .command('list')
    .description('what there is, installed or not')
    .option('--json', 'print the models as JSON')
    .action(list);
  models
    .command('install')
    .description('download a model, or continue a download; nothing is done where it is there')
    .argument('<id>', 'of `leopard models list`; with --from, any name for a model of your own')
    .option('--from <file or folder>', 'take the files from here in place of the model hub')
    .addHelpText('after', HELP)
    .action(install);
  models
    .command('verify')
    .description('check the files of a model, and the similarities that its authors published')
    .argument('<id or folder>', 'an installed model, or a model folder')
    .action(verify);
  models.addCommand(modelsSwitchCommand());
  models
    .command('remove')
    .description('delete the files of a model')
    .argument('<id>', 'an installed model')
    .action(remove);
  models
    .command('path')
    .description('print the folder of a model')
    .argument('<id or folder>', 'an installed model, or a model folder')
    .action(path);
  return models;
}

const HELP = `
Models lie in MODELS_FOLDER. An interrupted download goes on where it was.

Examples:
  leopard models install visualized-bge-base-en-v1.5
  leopard models install visualized-bge-base-en-v1.5 --from Visualized_base_en_v1.5.pth
  leopard models install my-model --from my-model-folder/`;

function settings() {
  const config = commandConfig();
  return { config, modelsFolder: resolve(config.encoder.modelsFolder ?? DEFAULT_MODELS_FOLDER) };
}

function knownModel(id: string): CatalogueEntry {
  const entry = MODEL_CATALOGUE.find((candidate) => candidate.id === id);
  if (entry) return entry;
  throw new SetupError(
    'MODEL_NOT_FOUND',
    `The catalogue has no model "${id}". \`leopard models list\` shows what there is.`,
  );
}

async function list({ json }: { json?: boolean }): Promise<void> {
  const models = await listModels(settings().modelsFolder);
  process.stdout.write(json ? `${JSON.stringify(models, null, 2)}\n` : modelTable(models));
}

async function install(id: string, { from }: { from?: string }): Promise<void> {
  const { config, modelsFolder } = settings();
  const known = MODEL_CATALOGUE.some((entry) => entry.id === id);
  const { folder, changed } =
    from !== undefined && !known
      ? await installFolder(id, resolve(from), modelsFolder)
      : await installKnown(knownModel(id), from, modelsFolder, config.hub);
  process.stdout.write(changed ? `Installed in ${folder}\n` : `Everything is there already: ${folder}\n`);
}

/** Installs with a progress bar. */
export async function installKnown(
  entry: CatalogueEntry,
  from: string | undefined,
  modelsFolder: string,
  settings: ReturnType<typeof commandConfig>['hub'],
) {
  const hub = createHub(settings);
  const progress = progressBar(entry.id, 'bytes');
  try {
    return await installModel(entry, {
      modelsFolder,
      hub,
      from,
      onProgress: (_file, done, total) => progress.update(done, total ?? done),
      onNotice: (text) => process.stderr.write(`${text}\n`),
    });
  } finally {
    progress.stop();
    await hub.close();
  }
}

async function verify(idOrFolder: string): Promise<void> {
  const { config, modelsFolder } = settings();
  const folder = await resolveModel(idOrFolder, modelsFolder);
  const entry = MODEL_CATALOGUE.find(({ id }) => id === idOrFolder) ?? { files: [], expectations: [] };
  const verification = await verifyModel(entry, folder, (modelFolder) =>
    createEncoder({
      ...config.encoder,
      modelFolder,
      preprocessing: 'reference',
      workers: 1,
      ...pixelLimit(config.limits),
    }),
  );
  process.stdout.write(verificationText(verification));
  if (verification.holds) return;
  throw new SetupError(
    'MODEL_DIFFERS',
    'Measured and published similarities differ. Remove the model and install it again; if that does not help, report it.',
  );
}

async function remove(id: string): Promise<void> {
  const folder = await removeModel(knownModel(id), settings().modelsFolder);
  process.stdout.write(`Removed ${folder}\n`);
}

async function path(idOrFolder: string): Promise<void> {
  process.stdout.write(`${await resolveModel(idOrFolder, settings().modelsFolder)}\n`);
}
