import { Command } from 'commander';
import { SetupError } from '../lib/errors.js';
import { openConfiguredEncoder } from '../services/encoder/open.js';
import type { Encoder, EncoderIdentity } from '../services/encoder/types.js';
import { describeIdentity, sameIdentity } from '../services/encoder/identity.js';
import { createLogger } from '../lib/logger.js';
import { importImages } from '../services/collection/transfer/import.js';
import { importTarget, type ImportTarget } from '../services/collection/transfer/import-target.js';
import { encoderNumber, storedEncoder } from '../services/storage/encoder-number.js';
import { migrationOptions } from '../services/storage/migration/options.js';
import { openDeployment } from '../services/storage/deployment.js';
import type { Storage } from '../services/storage/open.js';
import { commandConfig } from './environment.js';
import { settingOption, type SettingFlags } from './options.js';
import { progressBar } from './progress.js';
import { untilInterrupted } from './signals.js';

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
    .addOption(settingOption('precision'))
    .addOption(settingOption('preprocessing'))
    .addHelpText('after', HELP)
    .action(run);
}

const HELP = `
Stop the server before, but where several share the collection: then they index what comes. Otherwise the index is
completed when the server starts again. API keys, the secret of picture addresses and searches are in no archive.

Examples:
  leopard import pictures.tar --data-folder other-data
  leopard import pictures.tar --data-folder other-data --encode --model visualized-bge-m3`;

async function run(file: string, { encode, ...flags }: Options): Promise<void> {
  const config = commandConfig(flags);
  const interrupted = 'Interrupted. What was imported stays; run it again for the rest.';
  const signal = untilInterrupted(interrupted);
  const progress = progressBar('Importing', 'pictures');
  const encoder = encode ? await openConfiguredEncoder(config) : undefined;
  let storage: Storage | undefined;
  try {
    const { stored, unchanged } = await importImages(file, {
      openStore: async (archived) => {
        storage = await openDeployment(config.storage, {
          create: true,
          migration: migrationOptions(config),
          logger: createLogger(config.server.logLevel),
        });
        return targetIn(storage, archived, encoder);
      },
      ...(encoder ? { encode: (id: string, original: Buffer) => encodePicture(encoder, id, original, signal) } : {}),
      maximumBytes: Math.max(config.limits.uploadBytes, config.limits.urlBytes),
      onProgress: progress.update,
      signal,
    });
    progress.stop();
    process.stdout.write(`${stored} pictures were stored, ${unchanged} were there already.\n`);
  } finally {
    progress.stop();
    await storage?.close();
    await encoder?.close();
  }
}

/** @throws SetupError IMPORT_OTHER_ENCODER where the embeddings of the archive are not comparable with those of the store */
async function targetIn(
  storage: Storage,
  archived: EncoderIdentity,
  encoder: Encoder | undefined,
): Promise<ImportTarget> {
  const { generations } = storage.database;
  const stored = (await storedEncoder(generations))?.identity;
  if (encoder === undefined && stored !== undefined && !sameIdentity(stored, archived)) {
    throw new SetupError(
      'IMPORT_OTHER_ENCODER',
      `The archive has embeddings of ${describeIdentity(archived)}, ${storage.place} has those of ${describeIdentity(stored)}. ` +
        `Add --encode, with MODEL=${stored.model}, to encode the pictures anew; or import them into another DATA_FOLDER.`,
    );
  }
  const identity = encoder?.identity ?? archived;
  return importTarget(storage, identity, await encoderNumber(generations, identity, storage.place));
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
