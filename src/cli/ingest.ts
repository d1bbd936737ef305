import { Command } from 'commander';
import type { Config } from '../config/index.js';
import { SetupError } from '../lib/errors.js';
import { commandConfig } from './environment.js';
import { openCollection } from './ingest/collection.js';
import { modelHint } from './ingest/model-hint.js';
import { ingestCollections } from './ingest/run.js';
import { openServerTarget } from './ingest/server-target.js';
import { Survey } from './ingest/survey.js';
import type { IngestTarget, PictureCollection } from './ingest/types.js';
import { type SettingFlags } from './options.js';
import { requireWritable, writeOutput } from './output-file.js';
import { plainText } from './plain-text.js';
import { progressBar } from './progress.js';
import { runningServer, type ServerAddress, type ServerFlags } from './running-server.js';
import { withCollectionOptions } from './collection-options.js';
import { untilTold } from './signals.js';

interface Flags extends SettingFlags, ServerFlags {
  readonly report?: string;
  readonly text: readonly string[];
}

/** `leopard ingest`: pictures from folders, lists and archives. */
export function ingestCommand(): Command {
  const command = new Command('ingest')
    .description('store and index pictures: from folders, single files, lists and archives')
    .argument('<paths...>', 'folder, picture, .jsonl, .csv or .tsv list, .tar or .tar.gz')
    .option('--report <file.json>', 'write what became of every file, bad ones with code and reason')
    .option(
      '--text <column>',
      'a column of CSV lists that stays text, such as article numbers; can be repeated',
      also,
      [],
    );
  return withCollectionOptions(command).addHelpText('after', HELP).action(run);
}

const HELP = `
A JSONL list has one object a line: {"file": "a.jpg", "metadata": {"price": 12}}; a CSV list has a column "file", the others
are metadata: numbers, or true and false, where all cells of a column are, else text. Between columns is a comma, a semicolon
or a tab. Paths are relative to the list. A list beside the pictures of a folder, or in an archive, works too.

Hidden files, links, thumbnails that a NAS makes, and what is not named like a picture are left out, and counted.

It can be interrupted and run again: what is stored is not encoded again.
Exit code: 0 all good, 1 some pictures were rejected, 2 a wrong call, 130 interrupted.

Examples:
  leopard ingest my-pictures/
  leopard ingest products.csv more-pictures.tar.gz --report report.json
  leopard ingest products.csv --text sku --text version`;

/** For commander: the values of an option that can be repeated. */
const also = (value: string, before: readonly string[]): readonly string[] => [...before, value];

async function run(paths: string[], flags: Flags, command: Command): Promise<void> {
  const config = commandConfig(flags, { quiet: true });
  await requireWritable(flags.report);
  const options = { maximumBytes: config.limits.uploadBytes, textColumns: new Set(flags.text) };
  const collections = await Promise.all(
    paths.map(async (path) => {
      const collection = await openCollection(path, options);
      return collection ?? command.error(`error: there is no file or folder ${path}.`, { exitCode: 2 });
    }),
  );
  const survey = await surveyOf(collections, flags);
  const stop = new AbortController();
  void untilTold().then(() => stop.abort());
  const server = await runningServer(flags, config.storage.dataFolder);
  const hint = await modelHint(config, server);
  if (hint !== undefined) process.stderr.write(`${hint}\n`);
  const target = await openTarget(config, server);
  process.stderr.write(`Ingesting into ${target.description}.\n`);
  const progress = progressBar('Ingesting', 'pictures');
  try {
    const report = await ingestCollections(collections, survey, target, { progress, signal: stop.signal });
    progress.stop();
    process.stdout.write(`${report}\n`);
    if (flags.report !== undefined) await writeOutput(flags.report, `${JSON.stringify(report, null, 2)}\n`);
    process.exitCode = report.exitCode;
  } finally {
    progress.stop();
    await target.close();
  }
}

/** @throws SetupError COLUMN_NOT_FOUND; LIST_UNREADABLE, LIST_AMBIGUOUS, ARCHIVE_UNREADABLE */
async function surveyOf(collections: readonly PictureCollection[], { text }: Flags): Promise<Survey> {
  const survey = new Survey();
  for (const collection of collections) await collection.survey(survey);
  for (const note of survey.notes) process.stderr.write(`${plainText(note)}\n`);
  const missing = text.find((name) => !survey.columns.has(name));
  if (missing === undefined) return survey;
  const columns = [...survey.columns].join(', ');
  const there = columns === '' ? 'There is no CSV list' : `There are ${columns}`;
  throw new SetupError('COLUMN_NOT_FOUND', `No CSV list has the column "${missing}" of --text. ${there}.`);
}

/** Where a server owns the data folder, everything goes through it; else the model and the stores are loaded here. */
async function openTarget(config: Config, server: ServerAddress | undefined): Promise<IngestTarget> {
  if (server) return openServerTarget(server.url, server.apiKey);
  const { openServiceTarget } = await import('./ingest/service-target.js');
  return openServiceTarget(config);
}
