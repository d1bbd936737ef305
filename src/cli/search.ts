import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { LeopardError, SetupError } from '../lib/errors.js';
import type { SearchGeneration } from '../services/search/types.js';
import type { MetadataFilter } from '../services/storage/types/index.js';
import { commandConfig } from './environment.js';
import { countArgument, type SettingFlags } from './options.js';
import { requireWritable, writeOutput } from './output-file.js';
import { runningServer, type ServerFlags } from './running-server.js';
import { generationOption } from './search/generation.js';
import { withCollectionOptions } from './collection-options.js';
import { filterArgument, readPictureArgument, scoreArgument } from './search/arguments.js';
import { openViewer, viewable } from './search/open-viewer.js';
import { hitsText, rankingText, searchJson } from './search/report.js';
import { openServerTarget } from './search/server-target.js';
import type { FoundRanking, FoundSearch, SearchTarget } from './search/types.js';

interface Flags extends SettingFlags, ServerFlags {
  readonly image?: string;
  readonly instruction?: string;
  readonly limit: number;
  readonly filter?: MetadataFilter;
  readonly minScore?: number;
  readonly generation?: SearchGeneration;
  readonly rerank?: boolean;
  readonly candidates: number;
  readonly includeMetadata?: string[];
  readonly rerankModel?: string;
  readonly sheet?: string;
  readonly open?: boolean;
  readonly json?: boolean;
}

/** `leopard search`: one search, and with --rerank its ranking. */
export function searchCommand(): Command {
  const command = new Command('search')
    .description('search the stored pictures: by a picture, an instruction, or both')
    .option('--image <file, url or id>', 'query picture')
    .option('--instruction <text>', 'what to change, add or look for; alone, it searches by text')
    .option('--limit <n>', 'hits', countArgument, 9)
    .option('--filter <json>', 'conditions on metadata, as in the API', filterArgument)
    .option('--min-score <score>', 'leave out hits below this similarity, -1 to 1', scoreArgument)
    .addOption(generationOption())
    .option('--rerank', 'have a vision-language model rank the best hits and say why; sends their pictures to it')
    .option('--candidates <n>', 'hits that are ranked', countArgument, 9)
    .option('--include-metadata <keys...>', 'metadata that the model may read')
    .option('--rerank-model <name>', 'model that ranks, of RERANK_MODEL and RERANK_MODELS')
    .option('--sheet <file.png>', 'write the contact sheet that the model saw; ranks too')
    .option('--open', 'show the contact sheet, or without a ranking the best hit')
    .option('--json', 'print everything as JSON');
  return withCollectionOptions(command).addHelpText('after', HELP).action(run);
}

const HELP = `
Examples:
  leopard search --instruction "a red mug"
  leopard search --image shoe.jpg --instruction "in red" --filter '{"all": [{"key": "price", "lessThan": 20}]}'
  leopard search --image shoe.jpg --instruction "in red" --rerank --sheet sheet.png --open`;

async function run(flags: Flags, command: Command): Promise<void> {
  if (flags.image === undefined && !flags.instruction?.trim()) {
    command.error('error: give --image, --instruction, or both.', { exitCode: 2 });
  }
  await requireWritable(flags.sheet);
  const image = flags.image === undefined ? undefined : await readPictureArgument(flags.image);
  const target = await openTarget(flags);
  try {
    const { instruction, limit, filter, minScore, generation } = flags;
    const search = await target.search({ image, instruction, limit, filter, minScore, generation });
    if (!flags.json) process.stdout.write(`${hitsText(search.hits)}\n`);
    const ranking = flags.rerank || flags.sheet !== undefined ? await rank(search, flags) : undefined;
    if (flags.json) process.stdout.write(`${searchJson(search, ranking)}\n`);
    else if (ranking) process.stdout.write(`\n${rankingText(ranking)}\n`);
    await showPictures(search, ranking, flags);
  } finally {
    await target.close();
  }
}

/** A ranking that fails is told, and sets the exit code; the hits stay. */
async function rank(search: FoundSearch, flags: Flags): Promise<FoundRanking | null> {
  const { candidates, includeMetadata, rerankModel: model } = flags;
  try {
    return await search.rank({ candidates, includeMetadata, model });
  } catch (error) {
    if (!(error instanceof LeopardError) && !(error instanceof SetupError)) throw error;
    process.stderr.write(`${error.code}: ${error.message}\n`);
    process.exitCode = 1;
    return null;
  }
}

async function showPictures(
  { hits: [best] }: FoundSearch,
  ranking: FoundRanking | null | undefined,
  { sheet, open }: Flags,
): Promise<void> {
  const drawn = ranking && (sheet !== undefined || open) ? await ranking.sheet() : undefined;
  if (drawn && sheet !== undefined) await writeOutput(sheet, drawn);
  if (!open || !best) return;
  if (!drawn) return openViewer(await viewable(best));
  // In full: a viewer takes a name that begins with - for an option.
  const shown = resolve(sheet ?? join(await mkdtemp(join(tmpdir(), 'leopard-')), 'contact-sheet.png'));
  if (sheet === undefined) await writeFile(shown, drawn);
  await openViewer(shown);
}

/** Where a server owns the data folder, the search goes through it. */
async function openTarget(flags: Flags): Promise<SearchTarget> {
  const config = commandConfig(flags, { quiet: true });
  const server = await runningServer(flags, config.storage.dataFolder);
  if (server) return openServerTarget(server.url, server.apiKey);
  const { openServiceTarget } = await import('./search/service-target.js');
  return openServiceTarget(config);
}
