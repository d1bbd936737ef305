import { basename } from 'node:path';
import type { Config } from '../../config/index.js';
import { createLogger } from '../../lib/logger.js';
import { type Services, openServices } from '../../services.js';
import { detectFormat } from '../../services/image-files/formats.js';
import { requireDeployment } from '../../services/storage/deployment.js';
import { createImageLoader } from '../../services/search/image-loader.js';
import type { SearchHit, SearchPicture } from '../../services/search/types.js';
import type { SavedSearch } from '../../services/search/saved-search.js';
import type {
  PartArgument,
  FoundHit,
  FoundRanking,
  QueryPictureArgument,
  RankQuestion,
  SearchQuestion,
  SearchTarget,
} from './types.js';

/** Searches in this process, which owns the data folder meanwhile. @throws SetupError */
export async function openServiceTarget(config: Config): Promise<SearchTarget> {
  await requireDeployment(config.storage);
  const services = await openServices(config, createLogger(config.server.logLevel));
  return {
    async search({ image, like, unlike, ...question }: SearchQuestion) {
      const parts = { ...(like && { like: like.map(partOf) }), ...(unlike && { unlike: unlike.map(partOf) }) };
      const [result] = await services.search.searchAll([
        { ...question, ...parts, ...(image && { image: pictureOf(image) }) },
      ]);
      if (result === undefined || result instanceof Error) throw result ?? new Error('no answer');
      const search = result;
      const images = createImageLoader(services.collection);
      const hits = await services.search.hits(search, { offset: 0 }, images);
      const warnings = await services.insight.warnings(search, images);
      return {
        id: search.id,
        warnings: warnings.map(({ message }) => message),
        hits: await Promise.all(hits.map((hit) => found(services, hit))),
        rank: (ranking) => rank(services, search, ranking),
      };
    },
    close: () => services.close(),
  };
}

function pictureOf(image: QueryPictureArgument): SearchPicture {
  if (image.kind !== 'file') return image;
  const { bytes, path } = image;
  const read = async () => ({ bytes, mimeType: await detectFormat(bytes), fileName: basename(path) });
  return { kind: 'file', read };
}

const partOf = ({ weight, ...part }: PartArgument) =>
  'text' in part ? { ...part, weight } : { image: pictureOf(part.image), weight };

async function found({ collection, insight }: Services, hit: SearchHit): Promise<FoundHit> {
  const { rank, score, image, others } = hit;
  const { id, fileName, metadata } = image;
  const match = await insight.matchOfHit(hit);
  return { rank, score, id, fileName, metadata, location: collection.originals.location(id), match, others };
}

async function rank(services: Services, search: SavedSearch, question: RankQuestion): Promise<FoundRanking | null> {
  const result = await services.ranking.rank(search, question, createImageLoader(services.collection));
  if (!result) return null;
  const { contactSheet, ranking, explanation, model, usage, cached, repaired } = result;
  return {
    ...{ explanation, model, usage, cached, repaired },
    ranking: await Promise.all(
      ranking.map(async ({ hit, ...place }) => ({ ...place, hit: await found(services, hit) })),
    ),
    sheet: async () => {
      const sheet = await services.reranker.contactSheet(contactSheet.id);
      if (!sheet) throw new Error('the contact sheet is gone');
      return sheet;
    },
  };
}
