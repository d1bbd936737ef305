import { readFile, stat } from 'node:fs/promises';
import { Command } from 'commander';
import dotenv from 'dotenv';
import { type Config, readConfig } from '../config/index.js';
import { SetupError } from '../lib/errors.js';
import { createLogger } from '../lib/logger.js';
import { copyRest } from '../services/collection/transfer/copy-rest.js';
import { copyImages } from '../services/collection/transfer/copy.js';
import { openBeside, openDeployment } from '../services/storage/deployment.js';
import { encoderNumber, storedEncoder } from '../services/storage/encoder-number.js';
import { IndexFeed } from '../services/storage/feed/index-feed.js';
import { migrationOptions } from '../services/storage/migration/options.js';
import type { Storage } from '../services/storage/open.js';
import { openVectorEngine } from '../services/storage/vectors/index.js';
import { commandConfig } from './environment.js';
import { settingOption, type SettingFlags } from './options.js';
import { progressBar } from './progress.js';
import { untilInterrupted } from './signals.js';

interface Options extends SettingFlags {
  readonly to: string;
}

/** `leopard copy`: a whole collection from one deployment to another. */
export function copyCommand(): Command {
  return new Command('copy')
    .description('copy the whole collection into another deployment, without encoding anything again')
    .requiredOption('--to <place>', 'a data folder, or a file with the settings of the other deployment (as .env)')
    .addOption(settingOption('dataFolder'))
    .addHelpText('after', HELP)
    .action(run);
}

const HELP = `
Pictures, metadata, embeddings, API keys, the secret of picture addresses, earlier searches and contact sheets are
copied; every original is checked by its hash. What is there already stays; killed or interrupted, run it again to go
on. Kept rankings and what was spent are left out. The servers of the source may run meanwhile; to leave nothing out,
stop them, or run it once more.

The settings of a shared deployment are DATABASE_URL, OBJECT_STORE, VECTOR_STORE and what belongs to them; in a file,
they are in no list of processes.

Examples:
  leopard copy --to shared.env
  leopard copy --to other-data --data-folder data`;

async function run({ to, ...flags }: Options): Promise<void> {
  const config = commandConfig(flags, { quiet: true });
  const target = await targetConfig(to);
  const interrupted = 'Interrupted. What was copied stays; run it again to go on.';
  const signal = untilInterrupted(interrupted);
  const source = await openBeside(config.storage);
  try {
    await copyInto(source, target, signal);
  } finally {
    await source.close();
  }
}

async function copyInto(source: Pick<Storage, 'database' | 'objects'>, target: Config, signal: AbortSignal) {
  const logger = createLogger('warn');
  const migration = migrationOptions(target);
  const storage = await openDeployment(target.storage, { create: true, migration, logger });
  const progress = progressBar('Copying', 'pictures');
  try {
    const encoder = await storedEncoder(source.database.generations);
    if (encoder === undefined) {
      await copyRest(source, storage, signal);
      process.stdout.write(`There is no picture yet; API keys were copied to ${storage.place}.\n`);
      return;
    }
    const number = await encoderNumber(storage.database.generations, encoder.identity, storage.place);
    const { copied, unchanged } = await copyImages(source, storage, { onProgress: progress.update, signal });
    await copyRest(source, storage, signal);
    const identity = { encoder: encoder.identity, encoderNumber: number, deployment: storage.deployment };
    const parts = { database: storage.database, engine: await openVectorEngine(target.storage), identity, logger };
    const feed = await IndexFeed.open(parts, { signal });
    await feed.catchUp({ signal }).finally(() => feed.close());
    progress.stop();
    process.stdout.write(`${copied} pictures were copied to ${storage.place}, ${unchanged} were there already.\n`);
  } finally {
    progress.stop();
    await storage.close();
  }
}

/** @throws SetupError COPY_TARGET_UNREADABLE, CONFIGURATION_INVALID */
async function targetConfig(to: string): Promise<Config> {
  if (/^[a-z]+:\/\//i.test(to)) {
    throw new SetupError(
      'COPY_TARGET_UNREADABLE',
      '--to takes no address, since passwords would be in the list of processes. Write DATABASE_URL, OBJECT_STORE and VECTOR_STORE into a file, and name that.',
    );
  }
  const found = await stat(to).catch(() => undefined);
  if (found?.isFile() !== true) return readConfig({ DATA_FOLDER: to });
  try {
    return readConfig(dotenv.parse(await readFile(to)));
  } catch (error) {
    if (error instanceof SetupError) throw error;
    throw new SetupError('COPY_TARGET_UNREADABLE', `${to} cannot be read.`, { cause: error });
  }
}
