import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { Command } from 'commander';
import { fetch } from 'undici';
import type { StorageConfig } from '../config/index.js';
import { SetupError } from '../lib/errors.js';
import type { ReindexMessage } from '../http/reindex.js';
import { openImageStore, readLockHolder, requireStore } from '../services/storage/file-store/images/index.js';
import {
  openVectorStore,
  Reindexing,
  type ReindexOutcome,
  type ReindexTarget,
} from '../services/storage/vectors/index.js';
import { commandConfig } from './environment.js';
import { settingOption, type SettingFlags } from './options.js';
import { progressBar, type Progress } from './progress.js';
import { untilTold } from './signals.js';

interface Options extends SettingFlags {
  readonly to?: string;
}

/** `leopard reindex`: the index anew from the stored pictures, nothing encoded; through the server where one runs. */
export function reindexCommand(): Command {
  return new Command('reindex')
    .description('build the index again from the stored pictures, without encoding them again')
    .option('--to <place>', 'fill another vector store (folder, name.db or address; VECTOR_STORE_TOKEN applies)')
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
  const { storage } = commandConfig(flags);
  const progress = progressBar('Indexing', 'pictures');
  const stop = new AbortController();
  void untilTold().then(() => stop.abort(new SetupError('INTERRUPTED', 'Interrupted. Run it again to go on.')));
  const holder = await readLockHolder(storage.dataFolder);
  const target = { to, token: storage.vectorStoreToken, database: storage.vectorStoreDatabase };
  try {
    const outcome = holder?.url
      ? await throughServer(holder.url, holder.nonce, target, progress, stop.signal)
      : await alone(storage, target, progress, stop.signal);
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

async function alone(storage: StorageConfig, target: ReindexTarget, progress: Progress, signal: AbortSignal) {
  await requireStore(storage.dataFolder);
  const images = await openImageStore(storage.dataFolder);
  try {
    const { identity } = images;
    // The index there is may be what has to be replaced: it is only opened where it is the target.
    const to = target.to ?? storage.vectorStore;
    const config = { ...storage, vectorStore: to };
    const vectors = await openVectorStore(config, { identity, adopt: true });
    try {
      const reindexing = new Reindexing({ images, vectors, storage: config, identity });
      const outcome = await reindexing.run({}, { onProgress: progress.update, signal });
      return { ...outcome, active: to === storage.vectorStore };
    } finally {
      await vectors.close();
    }
  } finally {
    await images.close();
  }
}

async function throughServer(
  url: string,
  nonce: string,
  target: ReindexTarget,
  progress: Progress,
  signal: AbortSignal,
): Promise<ReindexOutcome> {
  const answer = await fetch(new URL('/reindex', url), {
    method: 'POST',
    headers: { authorization: `Bearer ${nonce}`, 'content-type': 'application/json' },
    body: JSON.stringify(target),
    signal,
  });
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
