import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { askServer } from '../../lib/ask-server.js';
import type { Config } from '../../config/index.js';
import type { RunningServer } from '../../lifecycle.js';
import type { CatalogueEntry } from '../../services/encoder/models/catalogue-entry.js';
import { MODEL_CATALOGUE } from '../../services/encoder/models/catalogue.js';
import { DEFAULT_MODELS_FOLDER } from '../../services/encoder/models/resolve.js';
import { TUTORIAL } from '../../demo/tutorial/dataset.js';
import { obtainTutorialData, type TutorialData } from '../../demo/tutorial/obtain-data.js';
import { commandConfig } from '../environment.js';
import { installKnown } from '../models.js';
import { progressBar } from '../progress.js';
import type { QuickstartFlags } from './flags.js';
import { ingestFiles } from './ingest-files.js';
import { askSample } from './sample-search.js';
import { serveAndShow, type Story } from './serve-and-show.js';
import { say } from './show.js';

const published = MODEL_CATALOGUE.find(({ id }) => id === TUTORIAL.model);

/**
 * The Milvus tutorial, with the published weights and its own pictures.
 * @param model another entry of that id, for tests: the published weights are large
 */
export async function quickstartTutorial(
  flags: QuickstartFlags,
  model: CatalogueEntry | undefined = published,
): Promise<void> {
  if (!model) throw new Error(`The catalogue has no ${TUTORIAL.model}`);
  const config = tutorialConfig(flags);
  const modelsFolder = path.resolve(config.encoder.modelsFolder ?? DEFAULT_MODELS_FOLDER);
  say(`Model ${model.id}`);
  await installKnown(model, undefined, modelsFolder, config.hub);
  const data = await tutorialData(config);
  await serveAndShow(config, flags, (server, signal) => tellTutorial(server, config, data, signal));
}

/** A folder of its own: the quickstart's index belongs to another model. */
function tutorialConfig(flags: QuickstartFlags): Config {
  const { storage } = commandConfig();
  const dataFolder = flags.dataFolder ?? path.join(storage.dataFolder, 'tutorial');
  return commandConfig(
    { ...flags, dataFolder },
    { quiet: true, fixed: { MODEL: TUTORIAL.model, PREPROCESSING: 'reference' } },
  );
}

async function tutorialData({ storage, hub }: Config): Promise<TutorialData> {
  say('Pictures of the tutorial: Amazon Reviews 2023, subset');
  const progress = progressBar('Downloading', 'bytes');
  try {
    const host = { ...hub, endpoint: hub.releasesEndpoint };
    return await obtainTutorialData(path.join(storage.dataFolder, 'tutorial-data'), host, {
      onProgress: progress.update,
      onNotice: say,
    });
  } finally {
    progress.stop();
  }
}

async function tellTutorial(
  { services, url }: RunningServer,
  { storage }: Config,
  data: TutorialData,
  signal: AbortSignal,
): Promise<Story> {
  await ingestFiles(
    services,
    data.pictures.map((file) => ({ path: file, fileName: path.basename(file) })),
    signal,
  );
  const picture = await readFile(data.queryPicture);
  const answer = await askSample(url, {
    image: { base64: picture.toString('base64') },
    instruction: TUTORIAL.instruction,
  });
  const ours = new Set(answer.hits.map(({ image }) => image.fileName));
  const shared = TUTORIAL.hits.filter((name) => ours.has(name)).length;
  const notes = [`${shared} of the ${TUTORIAL.hits.length} pictures that the tutorial shows are among these.`];
  if (services.reranker.configured) notes.push(await rankingText(url, answer.id));
  return {
    answer,
    picture,
    pictureName: path.basename(data.queryPicture),
    sheetFile: path.join(storage.dataFolder, 'contact-sheet.png'),
    notes,
  };
}

const RANKING = `query Rerank($id: ID!) { searchResult(id: $id) { rerank(candidates: 9) { ranking { position index reason } explanation model } } }`;

const rankingAnswer = z.object({
  data: z
    .object({
      searchResult: z
        .object({
          rerank: z
            .object({
              model: z.string(),
              explanation: z.string(),
              ranking: z.array(z.object({ position: z.number(), index: z.number(), reason: z.string().nullable() })),
            })
            .nullable(),
        })
        .nullable(),
    })
    .nullable(),
  errors: z.array(z.object({ message: z.string() })).optional(),
});

/** What the ranking model says; its failure is a sentence, and the hits stay. */
async function rankingText(url: string, id: string): Promise<string> {
  const { data, errors } = rankingAnswer.parse(await askServer(url, RANKING, { id }));
  const rerank = data?.searchResult?.rerank;
  if (!rerank) return `No ranking: ${errors?.[0]?.message ?? 'there is nothing to rank.'}`;
  return [
    `${rerank.model} ranks them ${rerank.ranking.map(({ index }) => index).join(', ')}.`,
    rerank.explanation,
  ].join('\n');
}
