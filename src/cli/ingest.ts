import { Command } from 'commander';
import type { Config } from '../config/index.js';
import { commandConfig } from './environment.js';
import { openCollection } from './ingest/collection.js';
import { ingestCollections } from './ingest/run.js';
import { openServerTarget } from './ingest/server-target.js';
import type { IngestTarget } from './ingest/types.js';
import { type SettingFlags } from './options.js';
import { requireWritable, writeOutput } from './output-file.js';
import { progressBar } from './progress.js';
import { runningServer, type ServerFlags } from './running-server.js';
import { withCollectionOptions } from './collection-options.js';
import { untilTold } from './signals.js';

interface Flags extends SettingFlags, ServerFlags {
  readonly report?: string;
}

/** `leopard ingest`: pictures from folders, lists and archives. */
export function ingestCommand(): Command {
  const command = new Command('ingest')
    .description('store and index pictures: from folders, single files, lists and archives')
    .argument('<paths...>', 'folder, picture, .jsonl or .csv list, .tar or .tar.gz')
    .option('--report <file.json>', 'write what became of every file, bad ones with code and reason');
  return withCollectionOptions(command).addHelpText('after', HELP).action(run);
}

const HELP = `
A JSONL list has one object a line: {"file": "a.jpg", "metadata": {"price": 12}}; a CSV list has a column "file", the others
are metadata. Paths are relative to the list. A list beside the pictures of a folder, or in an archive, works too.

It can be interrupted and run again: what is stored is not encoded again.
Exit code: 0 all good, 1 some pictures were rejected, 2 a wrong call, 130 interrupted.

Examples:
  leopard ingest my-pictures/
  leopard ingest products.csv more-pictures.tar.gz --report report.json`;

async function run(paths: string[], flags: Flags, command: Command): Promise<void> {
  const config = commandConfig(flags, { quiet: true });
  await requireWritable(flags.report);
  const collections = await Promise.all(
    paths.map(async (path) => {
      const collection = await openCollection(path, config.limits.uploadBytes);
      return collection ?? command.error(`error: there is no file or folder ${path}.`, { exitCode: 2 });
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
    if (flags.report !== undefined) await writeOutput(flags.report, `${JSON.stringify(report, null, 2)}\n`);
    process.exitCode = report.exitCode;
  } finally {
    progress.stop();
    await target.close();
  }
}

/** Where a server owns the data folder, everything goes through it; else the model and the stores are loaded here. */
async function openTarget(config: Config, flags: Flags): Promise<IngestTarget> {
  const server = await runningServer(flags, config.storage.dataFolder);
  if (server) return openServerTarget(server.url, server.apiKey);
  const { openServiceTarget } = await import('./ingest/service-target.js');
  return openServiceTarget(config);
}
