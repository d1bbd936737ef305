import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import type { Config } from '../config.js';
import { LeopardError, SetupError } from '../errors.js';
import { readLockHolder } from '../services/images/store/index.js';
import type { MetadataFilter } from '../services/images/types.js';
import { commandConfig } from './environment.js';
import { countArgument, filterArgument, readPictureArgument, scoreArgument } from './search/arguments.js';
import { openViewer, viewable } from './search/open-viewer.js';
import { hitsText, rankingText, searchJson } from './search/report.js';
import { openServerTarget } from './search/server-target.js';
import { openServiceTarget } from './search/service-target.js';
import type { FoundRanking, FoundSearch, SearchTarget } from './search/types.js';

interface Flags {
  readonly image?: string;
  readonly instruction?: string;
  readonly limit: number;
  readonly filter?: MetadataFilter;
  readonly minScore?: number;
  readonly rerank?: boolean;
  readonly candidates: number;
  readonly includeMetadata?: string[];
  readonly rerankModel?: string;
  readonly sheet?: string;
  readonly open?: boolean;
  readonly json?: boolean;
  readonly dataFolder?: string;
  readonly model?: string;
  readonly vectorStore?: string;
  readonly server?: string;
  readonly apiKey?: string;
}

/** `leopard search`: one search, and with --rerank its ranking. */
export function searchCommand(): Command {
  return new Command('search')
    .description('search the stored pictures: by a picture, an instruction, or both')
    .option('--image <file, url or id>', 'query picture')
    .option('--instruction <text>', 'what to change, add or look for; alone, it searches by text')
    .option('--limit <n>', 'hits', countArgument, 9)
    .option('--filter <json>', 'conditions on metadata, as in the API', filterArgument)
    .option('--min-score <score>', 'leave out hits below this similarity, -1 to 1', scoreArgument)
    .option('--rerank', 'have a vision-language model rank the best hits and say why; sends their pictures to it')
    .option('--candidates <n>', 'hits that are ranked', countArgument, 9)
    .option('--include-metadata <keys...>', 'metadata that the model may read')
    .option('--rerank-model <name>', 'model that ranks, of RERANK_MODEL and RERANK_MODELS')
    .option('--sheet <file.png>', 'write the contact sheet that the model saw; ranks too')
    .option('--open', 'show the contact sheet, or without a ranking the best hit')
    .option('--json', 'print everything as JSON')
    .option('--data-folder <folder>', 'folder of the pictures (DATA_FOLDER)')
    .option('--model <id or folder>', 'model (MODEL)')
    .option('--vector-store <place>', 'folder, name.db or address of the vector store (VECTOR_STORE)')
    .option('--server <url>', 'search through this server; by itself, the one that owns the data folder')
    .option('--api-key <key>', 'API key for the server (LEOPARD_API_KEY)')
    .action(run);
}

async function run(flags: Flags, command: Command): Promise<void> {
  if (flags.image === undefined && !flags.instruction?.trim()) {
    command.error('Give --image, --instruction, or both.', { exitCode: 2 });
  }
  const image = flags.image === undefined ? undefined : await readPictureArgument(flags.image);
  const target = await openTarget(flags);
  try {
    const { instruction, limit, filter, minScore } = flags;
    const search = await target.search({ image, instruction, limit, filter, minScore });
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
  if (drawn && sheet !== undefined) await writeFile(sheet, drawn);
  if (!open || !best) return;
  if (!drawn) return openViewer(await viewable(best));
  const shown = sheet ?? join(await mkdtemp(join(tmpdir(), 'leopard-')), 'contact-sheet.png');
  if (sheet === undefined) await writeFile(shown, drawn);
  await openViewer(shown);
}

/** Where a server owns the data folder, the search goes through it. */
async function openTarget(flags: Flags): Promise<SearchTarget> {
  const config: Config = commandConfig({
    DATA_FOLDER: flags.dataFolder,
    MODEL: flags.model,
    VECTOR_STORE: flags.vectorStore,
    // The outcome is told in words; the log has only what goes wrong.
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn',
  });
  const url = flags.server ?? (await readLockHolder(config.storage.dataFolder))?.url;
  return url
    ? openServerTarget(url.replace(/\/+$/, ''), flags.apiKey ?? process.env['LEOPARD_API_KEY'])
    : openServiceTarget(config);
}
