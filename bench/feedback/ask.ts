import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Services } from '../../src/services.js';
import { createImageLoader } from '../../src/services/search/image-loader.js';
import type { SearchHit, SearchPicture, SearchRequest } from '../../src/services/search/types.js';
import { detectFormat } from '../../src/services/image-files/formats.js';

export const FIRST = 9;

/** The first nine hits. */
export async function ask(services: Services, request: Omit<SearchRequest, 'limit'>): Promise<SearchHit[]> {
  const [search] = await services.search.searchAll([{ ...request, limit: FIRST }]);
  if (search === undefined || search instanceof Error) throw search ?? new Error('no answer');
  return services.search.hits(search, { offset: 0 }, createImageLoader(services.collection));
}

export function pictureAt(path: string): SearchPicture {
  const read = async () => {
    const bytes = await readFile(path);
    return { bytes, mimeType: await detectFormat(bytes), fileName: basename(path) };
  };
  return { kind: 'file', read };
}

export const nameOf = ({ image }: SearchHit): string => basename(image.fileName ?? '');
