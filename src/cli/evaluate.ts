import { Command } from 'commander';
import type { Config } from '../config/index.js';
import { SetupError } from '../lib/errors.js';
import { createLogger } from '../lib/logger.js';
import { openConfiguredEncoder } from '../services/encoder/open.js';
import { calibrate } from '../services/evaluation/calibrate.js';
import { calibrationText } from '../services/evaluation/calibration-report.js';
import { evaluate } from '../services/evaluation/evaluate.js';
import { folderTarget } from '../services/evaluation/folder-target.js';
import { indexTarget } from '../services/evaluation/index-target.js';
import { missesSheet } from '../services/evaluation/misses-sheet.js';
import { countQueryPictures, type EvaluationQuery, readQueries } from '../services/evaluation/queries.js';
import { comparisonText, reportText } from '../services/evaluation/report.js';
import { readSavedEvaluation, type SavedEvaluation } from '../services/evaluation/saved-evaluation.js';
import type { Evaluation, EvaluationTarget } from '../services/evaluation/types.js';
import { requireDeployment } from '../services/storage/deployment.js';
import type { SearchGeneration } from '../services/search/types.js';
import { generationOption } from './search/generation.js';
import { commandConfig } from './environment.js';
import { countArgument, type SettingFlags } from './options.js';
import { requireWritable, writeOutput } from './output-file.js';
import { progressBar } from './progress.js';
import { runningServer, type ServerFlags } from './running-server.js';
import { withCollectionOptions } from './collection-options.js';
import { tell } from './notices.js';

interface Options extends SettingFlags, ServerFlags {
  readonly folder?: string;
  readonly baselines: boolean;
  readonly keepQuery?: boolean;
  readonly first?: number;
  readonly save?: string;
  readonly compare?: string;
  readonly sheet?: string;
  readonly generation?: SearchGeneration;
  readonly json?: boolean;
  readonly calibrate?: boolean;
}

/** `leopard evaluate`: composed-retrieval quality on anybody's own data. */
export function evaluateCommand(): Command {
  const command = new Command('evaluate')
    .description('measure how well searches are answered, on your own questions')
    .argument('<queries.jsonl>', 'one {"image", "instruction", "relevant": ["file or id"], "group"} a line')
    .option('--folder <folder>', 'search the pictures of this folder, encoded for the purpose, in place of the index')
    .addOption(generationOption().conflicts('folder'))
    .option('--no-baselines', 'leave out the picture-only and instruction-only rows')
    .option('--keep-query', 'count the query picture itself where it is among the hits')
    .option('--first <n>', 'ask only the first n queries', countArgument)
    .option('--save <file.json>', 'keep the figures of this run, for --compare')
    .option('--compare <file.json>', 'print the figures of an earlier run beside these')
    .option('--sheet <file.png>', 'draw the worst misses')
    .option(
      '--calibrate',
      'in place of recall: how many answers are STRONG, WEAK, NONE, and the settings that suit; "relevant": [] says that nothing answers a query',
    )
    .option('--json', 'print the figures as JSON, those of --compare as "before"');
  return withCollectionOptions(command).addHelpText('after', HELP).action(run);
}

const HELP = `
Picture paths are relative to the list of queries. What is right is named by id, or by file name with or without its folder.
Through a server, its model answers, whatever --model says.

Examples:
  leopard evaluate queries.jsonl --sheet misses.png
  leopard evaluate queries.jsonl --folder my-pictures/ --model visualized-bge-base-en-v1.5 --save base.json
  leopard evaluate queries.jsonl --folder my-pictures/ --model visualized-bge-m3 --compare base.json`;

async function run(file: string, options: Options): Promise<void> {
  await requireWritable(options.save, options.sheet);
  const read = (await readQueries(file)).slice(0, options.first);
  // What nothing answers says nothing about recall.
  const queries = options.calibrate ? read : read.filter(({ relevant }) => relevant.length > 0);
  const before = options.compare === undefined ? undefined : await readSavedEvaluation(options.compare);
  await withTarget(options, queries, async (target) => {
    if (options.calibrate) return calibrateTarget(target, queries, options);
    const evaluation = await measure(target, queries, options);
    if (options.save !== undefined) await writeOutput(options.save, `${JSON.stringify(evaluation, null, 2)}\n`);
    process.stdout.write(`${options.json ? json(evaluation, before) : text(evaluation, before)}\n`);
    if (options.sheet === undefined) return;
    await writeOutput(options.sheet, await missesSheet(target, evaluation.misses));
    process.stderr.write(`Misses drawn in ${options.sheet}: ${evaluation.misses.length}\n`);
  });
}

async function calibrateTarget(
  target: EvaluationTarget,
  queries: readonly EvaluationQuery[],
  options: Options,
): Promise<void> {
  const { judge } = target;
  if (options.generation === 'BESIDE') {
    const message =
      '--calibrate measures the model that answers: what chance finds is not measured for the one beside it. Leave out --generation.';
    throw new SetupError('CALIBRATION_NEEDS_INDEX', message);
  }
  if (judge === undefined) {
    const message = '--calibrate asks an index: what chance finds in it is measured there. Leave out --folder.';
    throw new SetupError('CALIBRATION_NEEDS_INDEX', message);
  }
  const progress = progressBar('Asking', 'queries');
  const calibration = await calibrate(judge, queries, { onProgress: progress.update }).finally(() => progress.stop());
  if (options.save !== undefined) await writeOutput(options.save, `${JSON.stringify(calibration, null, 2)}\n`);
  process.stdout.write(
    `${options.json ? JSON.stringify(calibration, null, 2) : calibrationText(target.description, calibration)}\n`,
  );
}

const json = (evaluation: Evaluation, before: SavedEvaluation | undefined) =>
  JSON.stringify({ ...evaluation, ...(before && { before }) }, null, 2);

const text = (evaluation: Evaluation, before: SavedEvaluation | undefined) =>
  [reportText(evaluation), ...(before ? [comparisonText(before, evaluation)] : [])].join('\n\n');

async function measure(
  target: EvaluationTarget,
  queries: readonly EvaluationQuery[],
  options: Options,
): Promise<Evaluation> {
  const progress = progressBar('Asking', 'queries');
  try {
    return await evaluate(target, queries, {
      baselines: options.baselines,
      excludeQueryPicture: options.keepQuery !== true,
      onProgress: progress.update,
    });
  } finally {
    progress.stop();
  }
}

async function withTarget(
  options: Options,
  queries: readonly EvaluationQuery[],
  use: (target: EvaluationTarget) => Promise<void>,
): Promise<void> {
  const config = commandConfig(options, { quiet: true });
  const { folder } = options;
  if (folder === undefined) return withIndex(config, options, use);
  const asked = countQueryPictures(queries, folder);
  return withFolder(config, folder, async (target) => {
    if (asked > target.size / 2) tell(queryPicturesNotice(folder, target.size, asked));
    await use(target);
  });
}

const queryPicturesNotice = (folder: string, size: number, asked: number) =>
  `${asked} of the ${size} pictures in ${folder} are query pictures that no query names as right: each counts as a wrong answer, however well it answers. Name a folder without them, unless that is what you want.`;

async function withFolder(
  config: Config,
  folder: string,
  use: (target: Awaited<ReturnType<typeof folderTarget>>) => Promise<void>,
): Promise<void> {
  const encoder = await openConfiguredEncoder(config, { onNotice: tell });
  const progress = progressBar('Encoding', 'pictures');
  try {
    const target = await folderTarget(folder, encoder, { onProgress: progress.update });
    progress.stop();
    await use(target);
  } finally {
    progress.stop();
    await encoder.close();
  }
}

/** The index behind the server that owns the data folder; where none runs, one is started for the purpose. */
async function withIndex(
  config: Config,
  options: Options,
  use: (target: EvaluationTarget) => Promise<void>,
): Promise<void> {
  const running = await runningServer(options, config.storage.dataFolder);
  if (running) return use(await indexTarget(running.url, running.apiKey, options.generation));
  await requireDeployment(config.storage);
  const { startServer } = await import('../lifecycle.js');
  const server = await startServer(
    { ...config, server: { ...config.server, port: 0 } },
    createLogger(config.server.logLevel),
  );
  try {
    await use(await indexTarget(server.url, undefined, options.generation));
  } finally {
    await server.stop();
  }
}
