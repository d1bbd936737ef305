import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { Command } from 'commander';
import type { Config } from '../config/index.js';
import { SetupError } from '../lib/errors.js';
import type { ReindexMessage } from '../http/reindex.js';
import { createLogger } from '../lib/logger.js';
import { readFolderHolder } from '../services/storage/database/sqlite/folder-lock.js';
import { storedEncoder } from '../services/storage/encoder-number.js';
import { fillIndex } from '../services/storage/feed/fill-index.js';
import type { ReindexOutcome, ReindexTarget } from '../services/storage/feed/reindexing.js';
import { migrationOptions } from '../services/storage/migration/options.js';
import { openDeployment } from '../services/storage/deployment.js';
import { openVectorEngine, vectorStoreAddress } from '../services/storage/vectors/index.js';
import { commandConfig } from './environment.js';
import { settingOption, type SettingFlags, settingValueOption } from './options.js';
import { progressBar, type Progress } from './progress.js';
import { untilInterrupted } from './signals.js';
import { askAsOperator } from './running-server.js';

interface Options extends SettingFlags {
  readonly to?: string;
}

/** `leopard reindex`: the index anew from the stored pictures, nothing encoded; through the server where one runs. */
export function reindexCommand(): Command {
  return new Command('reindex')
    .description('build the index again from the stored pictures, without encoding them again')
    .addOption(
      settingValueOption(
        'VECTOR_STORE',
        '--to <place>',
        'fill another vector store (folder, name.db or address; VECTOR_STORE_TOKEN applies)',
      ),
    )
    .addOption(settingOption('dataFolder'))
    .addOption(settingOption('vectorStore'))
    .addHelpText('after', HELP)
    .action(run);
}

const HELP = `
A running server keeps answering meanwhile. It can be interrupted; the next run goes on where it was.

Examples:
  leopard reindex
  leopard reindex --to milvus.db`;

async function run({ to, ...flags }: Options): Promise<void> {
  const config = commandConfig(flags);
  const { storage } = config;
  const progress = progressBar('Indexing', 'pictures');
  const signal = untilInterrupted('Interrupted. Run it again to go on.');
  const holder = await readFolderHolder(storage.dataFolder);
  const target = { to, token: storage.vectorStoreToken, database: storage.vectorStoreDatabase };
  try {
    const outcome = holder?.url
      ? await throughServer(holder.url, holder.token ?? '', target, progress, signal)
      : await alone(config, target, progress, signal);
    progress.stop();
    process.stdout.write(`${describe(outcome)}\n`);
  } finally {
    progress.stop();
  }
}

function describe({ store, collection, pictures, active }: ReindexOutcome): string {
  const line = `${pictures} pictures are indexed in ${store} (${collection}).`;
  return active ? line : `${line} Start the server with VECTOR_STORE=${store} to use it.`;
}

async function alone(config: Config, target: ReindexTarget, progress: Progress, signal: AbortSignal) {
  const { storage, server } = config;
  const logger = createLogger(server.logLevel);
  const migration = migrationOptions(config);
  const opened = await openDeployment(storage, { create: false, migration, logger });
  try {
    const encoder = await storedEncoder(opened.database.generations);
    if (encoder === undefined) throw new SetupError('STORE_EMPTY', 'There is no picture to index yet.');
    const identity = {
      encoder: encoder.identity,
      encoderNumber: encoder.number,
      deployment: opened.deployment,
    };
    // The index there is may be what has to be replaced: a new one is built beside it, whatever state it is in.
    const to = target.to ?? storage.vectorStore ?? vectorStoreAddress(storage);
    const engine = await openVectorEngine({ ...storage, vectorStore: to }, logger);
    const parts = { ...opened, engine, identity, logger };
    const anew = to === vectorStoreAddress(storage);
    const filled = await fillIndex(parts, { onProgress: progress.update, signal }, { anew });
    return { store: to, ...filled, active: anew };
  } finally {
    await opened.close();
  }
}

async function throughServer(
  url: string,
  nonce: string,
  target: ReindexTarget,
  progress: Progress,
  signal: AbortSignal,
): Promise<ReindexOutcome> {
  const answer = await askAsOperator(url, nonce, '/reindex', target, signal);
  if (!answer.body) throw lost(url);
  for await (const line of createInterface({ input: Readable.fromWeb(answer.body) })) {
    const message = JSON.parse(line) as ReindexMessage;
    if ('outcome' in message) return message.outcome;
    if ('error' in message) throw new SetupError(message.error.code, message.error.message);
    progress.update(message.done, message.total);
  }
  throw lost(url);
}

const lost = (url: string) =>
  new SetupError('SERVER_GONE', `The server at ${url} went away. Run it again to go on where it was.`);
