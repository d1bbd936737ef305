import { readFile, writeFile } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import type { Config } from '../config.js';
import { SetupError } from '../errors.js';
import { createLogger } from '../logger.js';
import { createEncoder } from '../services/encoder/encoder.js';
import { evaluate } from '../services/evaluation/evaluate.js';
import { folderTarget } from '../services/evaluation/folder-target.js';
import { indexTarget } from '../services/evaluation/index-target.js';
import { missesSheet } from '../services/evaluation/misses-sheet.js';
import { type EvaluationQuery, readQueries } from '../services/evaluation/queries.js';
import { comparisonText, reportText } from '../services/evaluation/report.js';
import type { Evaluation, EvaluationTarget } from '../services/evaluation/types.js';
import { readLockHolder } from '../services/images/store/index.js';
import { resolveModel } from '../services/models/resolve.js';
import { commandConfig } from './environment.js';
import { progressBar } from './progress.js';

interface Options {
  readonly folder?: string;
  readonly model?: string;
  readonly preprocessing?: string;
  readonly baselines: boolean;
  readonly keepQuery?: boolean;
  readonly first?: number;
  readonly save?: string;
  readonly compare?: string;
  readonly sheet?: string;
  readonly json?: boolean;
  readonly dataFolder?: string;
  readonly server?: string;
  readonly apiKey?: string;
}

/** `leopard evaluate`: composed-retrieval quality on anybody's own data. */
export function evaluateCommand(): Command {
  return new Command('evaluate')
    .description('measure how well searches are answered, on your own questions')
    .argument('<queries.jsonl>', 'one {"image", "instruction", "relevant": ["file or id"], "group"} a line')
    .option('--folder <folder>', 'search the pictures of this folder, encoded for the purpose, in place of the index')
    .option('--model <id or folder>', 'model for --folder')
    .option('--preprocessing <web|reference>', 'preprocessing for --folder')
    .option('--no-baselines', 'leave out the picture-only and instruction-only rows')
    .option('--keep-query', 'count the query picture itself where it is among the hits')
    .option('--first <n>', 'ask only the first n queries', wholeNumber)
    .option('--save <file.json>', 'keep the figures of this run, for --compare')
    .option('--compare <file.json>', 'print the figures of an earlier run beside these')
    .option('--sheet <file.png>', 'draw the worst misses')
    .option('--json', 'print the figures as JSON')
    .option('--data-folder <folder>', 'folder of the pictures whose index is asked (DATA_FOLDER)')
    .option('--server <url>', 'ask this server; by itself, the one that owns the data folder')
    .option('--api-key <key>', 'API key for the server (LEOPARD_API_KEY)')
    .action(run);
}

async function run(file: string, options: Options): Promise<void> {
  const queries = (await readQueries(file)).slice(0, options.first);
  const before = options.compare === undefined ? undefined : await readEvaluation(options.compare);
  await withTarget(options, async (target) => {
    const evaluation = await measure(target, queries, options);
    if (options.save !== undefined) await writeFile(options.save, `${JSON.stringify(evaluation, null, 2)}\n`);
    process.stdout.write(`${options.json ? JSON.stringify(evaluation, null, 2) : reportText(evaluation)}\n`);
    if (options.sheet !== undefined) await writeFile(options.sheet, await missesSheet(target, evaluation.misses));
    if (before) process.stdout.write(`\n${comparisonText(before, evaluation)}\n`);
  });
}

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

async function withTarget(options: Options, use: (target: EvaluationTarget) => Promise<void>): Promise<void> {
  const config = commandConfig({
    ...{ MODEL: options.model, PREPROCESSING: options.preprocessing, DATA_FOLDER: options.dataFolder },
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn',
  });
  return options.folder === undefined ? withIndex(config, options, use) : withFolder(config, options.folder, use);
}

async function withFolder(
  config: Config,
  folder: string,
  use: (target: EvaluationTarget) => Promise<void>,
): Promise<void> {
  const modelFolder = await resolveModel(config.encoder.model, config.encoder.modelsFolder);
  const encoder = await createEncoder({ ...config.encoder, modelFolder, maximumPixels: config.limits.imagePixels });
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
  const apiKey = options.apiKey ?? process.env['LEOPARD_API_KEY'];
  const running = options.server ?? (await readLockHolder(config.storage.dataFolder))?.url;
  if (running) return use(await indexTarget(running.replace(/\/+$/, ''), apiKey));
  const { startServer } = await import('../lifecycle.js');
  const server = await startServer(
    { ...config, server: { ...config.server, port: 0 } },
    createLogger(config.server.logLevel),
  );
  try {
    await use(await indexTarget(server.url, apiKey));
  } finally {
    await server.stop();
  }
}

async function readEvaluation(file: string): Promise<Evaluation> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Evaluation;
  } catch (cause) {
    throw new SetupError('EVALUATION_UNREADABLE', `${file} holds no figures of an earlier run. Make one with --save.`, {
      cause,
    });
  }
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('Give a whole number above 0.');
  return value;
}
