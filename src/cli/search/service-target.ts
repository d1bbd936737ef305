import { basename } from 'node:path';
import type { Config } from '../../config/index.js';
import { createLogger } from '../../lib/logger.js';
import { type Services, openServices } from '../../services.js';
import { detectFormat } from '../../services/image-files/formats.js';
import { requireStore } from '../../services/storage/file-store/images/index.js';
import type { SearchHit, SearchPicture } from '../../services/search/types.js';
import type { SavedSearch } from '../../services/storage/searches.js';
import type {
  FoundHit,
  FoundRanking,
  QueryPictureArgument,
  RankQuestion,
  SearchQuestion,
  SearchTarget,
} from './types.js';

/** Searches in this process, which owns the data folder meanwhile. @throws SetupError */
export async function openServiceTarget(config: Config): Promise<SearchTarget> {
  await requireStore(config.storage.dataFolder);
  const services = await openServices(config, createLogger(config.server.logLevel));
  return {
    async search({ image, ...question }: SearchQuestion) {
      const [result] = await services.search.searchAll([{ ...question, ...(image && { image: pictureOf(image) }) }]);
      if (result === undefined || result instanceof Error) throw result ?? new Error('no answer');
      const hits = await services.search.hits(result, { offset: 0 });
      return {
        id: result.id,
        hits: hits.map((hit) => found(services, hit)),
        rank: (ranking) => rank(services, result, ranking),
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

const found = ({ images }: Services, { rank, score, image }: SearchHit): FoundHit => {
  const { id, fileName, metadata } = image;
  return { rank, score, id, fileName, metadata, location: images.originalPath(id) };
};

async function rank(services: Services, search: SavedSearch, question: RankQuestion): Promise<FoundRanking | null> {
  const result = await services.ranking.rank(search, question);
  if (!result) return null;
  const { contactSheet, ranking, explanation, model, usage, cached, repaired } = result;
  return {
    ...{ explanation, model, usage, cached, repaired },
    ranking: ranking.map(({ hit, ...place }) => ({ ...place, hit: found(services, hit) })),
    sheet: async () => {
      const sheet = await services.reranker.contactSheet(contactSheet.id);
      if (!sheet) throw new Error('the contact sheet is gone');
      return sheet;
    },
  };
}
