import { dirname, join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { SetupError } from '../errors.js';
import {
  CATALOGUE_FILE,
  DEFAULT_SIZE,
  drawCatalogue,
  QUESTION_KINDS,
  type QuestionKind,
  QUICKSTART_SEED,
  writeQueries,
} from '../services/catalogue/index.js';
import { progressBar } from './progress.js';

interface Options {
  readonly seed: number;
  readonly size: number;
  readonly queries?: string;
  readonly perGroup?: number;
  readonly kind?: QuestionKind;
}

/** `leopard catalogue`: a catalogue of drawn products, and questions to measure a model with. */
export function catalogueCommand(): Command {
  return new Command('catalogue')
    .description('draw a catalogue of products: pictures and a list with their metadata, ready for ingestion')
    .argument('<folder>', `where to write images/, themes/ and ${CATALOGUE_FILE}`)
    .option('--seed <n>', 'another seed, another catalogue', wholeNumber, QUICKSTART_SEED)
    .option('--size <n>', 'pictures in all', positiveNumber, DEFAULT_SIZE)
    .option(
      '--queries <file.jsonl>',
      'also write questions for `leopard evaluate`, with pictures of their own beside the file',
    )
    .addOption(new Option('--kind <kind>', 'only one kind of question').choices(QUESTION_KINDS))
    .option('--per-group <n>', 'questions of each kind', positiveNumber)
    .action(run);
}

async function run(folder: string, { seed, size, queries, perGroup, kind }: Options): Promise<void> {
  const entries = await withProgress('Drawing', 'pictures', (onProgress) =>
    drawCatalogue(folder, { seed, size, onProgress }),
  ).catch((error: unknown) => refuse(folder, error));
  process.stdout.write(`${entries.length} pictures and ${join(folder, CATALOGUE_FILE)}\n`);
  if (queries === undefined) return;
  const lines = await withProgress('Drawing', 'query pictures', (onProgress) =>
    writeQueries(queries, entries, { seed, perGroup, kinds: kind && [kind], onProgress }),
  ).catch((error: unknown) => refuse(dirname(queries), error));
  const groups = new Set(lines.map(({ group }) => group)).size;
  process.stdout.write(
    `${lines.length} questions in ${groups} groups: ${queries}\n` +
      `Measure with: leopard evaluate ${queries} --folder ${join(folder, 'images')}\n`,
  );
}

async function withProgress<Result>(
  label: string,
  unit: string,
  work: (onProgress: (done: number, total: number) => void) => Promise<Result>,
): Promise<Result> {
  const progress = progressBar(label, unit);
  try {
    return await work(progress.update);
  } finally {
    progress.stop();
  }
}

/** Says what to do about a folder that cannot be written. */
function refuse(folder: string, error: unknown): never {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const reasons: Readonly<Record<string, string>> = {
    ENOSPC: 'the disk is full. A full catalogue takes about 40 MB: free some space',
    EACCES: 'writing there is not allowed. Name a folder of yours',
    EROFS: 'the disk is read-only. Name another folder',
    ENOTDIR: 'a part of this path is a file. Name another folder',
    EEXIST: 'there is a file of this name. Name another folder',
  };
  const reason = typeof code === 'string' ? reasons[code] : undefined;
  if (reason === undefined) throw error;
  throw new SetupError(
    'CATALOGUE_NOT_WRITTEN',
    `The catalogue cannot be written to ${folder}: ${reason}, and run this again.`,
    {
      cause: error,
    },
  );
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('A whole number is needed.');
  return Number(text);
}

function positiveNumber(text: string): number {
  const value = wholeNumber(text);
  if (value === 0) throw new InvalidArgumentError('At least 1 is needed.');
  return value;
}
