import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import type { Config } from '../config.js';
import { readLockHolder } from '../services/images/store/index.js';
import { commandConfig } from './environment.js';
import { openCollection } from './ingest/collection.js';
import { ingestCollections } from './ingest/run.js';
import { openServerTarget } from './ingest/server-target.js';
import type { IngestTarget } from './ingest/types.js';
import { progressBar } from './progress.js';
import { untilTold } from './signals.js';

interface Flags {
  readonly dataFolder?: string;
  readonly model?: string;
  readonly vectorStore?: string;
  readonly report?: string;
  readonly server?: string;
  readonly apiKey?: string;
}

/** `leopard ingest`: pictures from folders, lists and archives. */
export function ingestCommand(): Command {
  return new Command('ingest')
    .description('store and index pictures: from folders, single files, lists and archives')
    .argument('<paths...>', 'folder, picture, .jsonl or .csv list, .tar or .tar.gz')
    .option('--report <file.json>', 'write what became of every file, bad ones with code and reason')
    .option('--data-folder <folder>', 'folder of the pictures (DATA_FOLDER)')
    .option('--model <id or folder>', 'model (MODEL)')
    .option('--vector-store <place>', 'folder, name.db or address of the vector store (VECTOR_STORE)')
    .option('--server <url>', 'ingest through this server; by itself, the one that owns the data folder')
    .option('--api-key <key>', 'API key for the server (LEOPARD_API_KEY)')
    .addHelpText('after', HELP)
    .action(run);
}

const HELP = `
A JSONL list has one object a line: {"file": "a.jpg", "metadata": {"price": 12}}; a CSV list has a column "file", the others
are metadata. Paths are relative to the list. A list beside the pictures of a folder, or in an archive, works too.

It can be interrupted and run again: what is stored is not encoded again.
Exit code: 0 all good, 1 some pictures were rejected, 2 a wrong call, 130 interrupted.`;

async function run(paths: string[], flags: Flags, command: Command): Promise<void> {
  const config = commandConfig({
    DATA_FOLDER: flags.dataFolder,
    MODEL: flags.model,
    VECTOR_STORE: flags.vectorStore,
    // The outcome is told in words; the log has only what goes wrong.
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn',
  });
  const collections = await Promise.all(
    paths.map(async (path) => {
      const collection = await openCollection(path, config.limits.uploadBytes);
      return collection ?? command.error(`There is no file or folder ${path}.`, { exitCode: 2 });
    }),
  );
  const stop = new AbortController();
  void untilTold().then(() => stop.abort());
  const target = await openTarget(config, flags);
  process.stderr.write(`Ingesting into ${target.description}.\n`);
  const progress = progressBar('Ingesting', 'pictures');
  try {
    const report = await ingestCollections(collections, target, { progress, signal: stop.signal });
    progress.stop();
    process.stdout.write(`${report}\n`);
    if (flags.report !== undefined) await writeFile(flags.report, `${JSON.stringify(report, null, 2)}\n`);
    process.exitCode = report.exitCode;
  } finally {
    progress.stop();
    await target.close();
  }
}

/** Where a server owns the data folder, everything goes through it; else the model and the stores are loaded here. */
async function openTarget(config: Config, { server, apiKey }: Flags): Promise<IngestTarget> {
  const url = server ?? (await readLockHolder(config.storage.dataFolder))?.url;
  if (url) return openServerTarget(url.replace(/\/+$/, ''), apiKey ?? process.env['LEOPARD_API_KEY']);
  const { openServiceTarget } = await import('./ingest/service-target.js');
  return openServiceTarget(config);
}
