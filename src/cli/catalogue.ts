import { dirname, join } from 'node:path';
import { Command, Option } from 'commander';
import { SetupError } from '../lib/errors.js';
import {
  CATALOGUE_FILE,
  DEFAULT_SIZE,
  drawCatalogue,
  QUESTION_KINDS,
  type QuestionKind,
  QUICKSTART_SEED,
  writeQueries,
} from '../demo/catalogue/index.js';
import { countArgument, wholeArgument } from './options.js';
import { refusalReason } from './output-file.js';
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
    .option('--seed <n>', 'another seed, another catalogue', wholeArgument, QUICKSTART_SEED)
    .option('--size <n>', 'pictures in all', countArgument, DEFAULT_SIZE)
    .option(
      '--queries <file.jsonl>',
      'also write questions for `leopard evaluate`, with pictures of their own beside the file',
    )
    .addOption(new Option('--kind <kind>', 'only one kind of question').choices(QUESTION_KINDS))
    .option('--per-group <n>', 'questions of each kind', countArgument)
    .addHelpText('after', HELP)
    .action(run);
}

const HELP = `
Examples:
  leopard catalogue shop
  leopard catalogue shop --seed 7 --size 200 --queries shop/questions/queries.jsonl`;

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
  const reason = refusalReason(error);
  if (reason === undefined) throw error;
  const message = `The catalogue cannot be written to ${folder}: ${reason}. A full one takes about 40 MB. Name another folder, or make room, and run this again.`;
  throw new SetupError('CATALOGUE_NOT_WRITTEN', message, { cause: error });
}
