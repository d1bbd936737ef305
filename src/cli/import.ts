import { Command } from 'commander';
import type { Config } from '../config/index.js';
import { SetupError } from '../lib/errors.js';
import { createEncoder } from '../services/encoder/encoder.js';
import type { Encoder, EncoderIdentity } from '../services/encoder/types.js';
import { describeIdentity, sameIdentity } from '../services/encoder/identity.js';
import { openImageStore } from '../services/storage/file-store/images/index.js';
import { importImages } from '../services/collection/transfer/import.js';
import type { ImageStore } from '../services/storage/images.js';
import { resolveModel } from '../services/encoder/models/resolve.js';
import { commandConfig } from './environment.js';
import { settingOption, type SettingFlags } from './options.js';
import { progressBar } from './progress.js';
import { untilTold } from './signals.js';
import { pixelLimit } from '../services/image-files/limits.js';

interface Options extends SettingFlags {
  readonly encode?: boolean;
}

/** `leopard import`: the pictures of an export into this data folder. */
export function importCommand(): Command {
  return new Command('import')
    .description(
      'store the pictures of an archive that `leopard export` wrote; those that are there already stay as they are',
    )
    .argument('<file.tar>', 'the archive')
    .option('--encode', 'encode every picture with --model, in place of the embeddings in the archive')
    .addOption(settingOption('dataFolder'))
    .addOption(settingOption('model'))
    .addOption(settingOption('preprocessing'))
    .addHelpText('after', HELP)
    .action(run);
}

const HELP = `
Stop the server before. The index is completed when it starts again.

Examples:
  leopard import pictures.tar --data-folder other-data
  leopard import pictures.tar --data-folder other-data --encode --model visualized-bge-m3`;

async function run(file: string, { encode, ...flags }: Options): Promise<void> {
  const config = commandConfig(flags);
  const stop = new AbortController();
  const interrupted = 'Interrupted. What was imported stays; run it again for the rest.';
  void untilTold().then(() => stop.abort(new SetupError('INTERRUPTED', interrupted)));
  const progress = progressBar('Importing', 'pictures');
  const encoder = encode ? await openEncoder(config) : undefined;
  let store: ImageStore | undefined;
  try {
    const { stored, unchanged } = await importImages(file, {
      openStore: async (archived) => (store = await openStore(config.storage.dataFolder, archived, encoder)),
      ...(encoder
        ? { encode: (id: string, original: Buffer) => encodePicture(encoder, id, original, stop.signal) }
        : {}),
      maximumBytes: Math.max(config.limits.uploadBytes, config.limits.urlBytes),
      onProgress: progress.update,
      signal: stop.signal,
    });
    progress.stop();
    process.stdout.write(`${stored} pictures were stored, ${unchanged} were there already.\n`);
  } finally {
    progress.stop();
    await store?.close();
    await encoder?.close();
  }
}

/** @throws SetupError IMPORT_OTHER_ENCODER where the embeddings of the archive are not comparable with those of the store */
async function openStore(folder: string, archived: EncoderIdentity, encoder: Encoder | undefined): Promise<ImageStore> {
  if (encoder !== undefined) return openImageStore(folder, { identity: encoder.identity });
  const store = await openImageStore(folder, { identityOfNew: archived });
  if (sameIdentity(store.identity, archived)) return store;
  await store.close();
  throw new SetupError(
    'IMPORT_OTHER_ENCODER',
    `The archive has embeddings of ${describeIdentity(archived)}, ${folder} has those of ${describeIdentity(store.identity)}. ` +
      `Add --encode, with MODEL=${store.identity.model}, to encode the pictures anew; or import them into another DATA_FOLDER.`,
  );
}

async function openEncoder({ encoder: settings, limits }: Config): Promise<Encoder> {
  const modelFolder = await resolveModel(settings.model, settings.modelsFolder);
  return createEncoder({ ...settings, modelFolder, ...pixelLimit(limits) });
}

async function encodePicture(
  encoder: Encoder,
  id: string,
  original: Buffer,
  signal: AbortSignal,
): Promise<Float32Array> {
  const { embedding } = await encoder.encode({ image: { id, load: async () => original }, priority: 'bulk', signal });
  return embedding;
}
