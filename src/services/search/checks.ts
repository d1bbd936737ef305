import type { Limits } from '../../config/index.js';
import { LeopardError } from '../../lib/errors.js';
import { checkCount, checkFilter } from '../collection/checks.js';
import type { SearchRequest } from './types.js';

/** Everything that can be said about a search before anything is read. @throws LeopardError BAD_USER_INPUT, LIMIT_EXCEEDED */
export function checkSearch(request: SearchRequest, limits: Limits): void {
  const { image, instruction, region, limit, filter, minScore } = request;
  if (image === undefined && !instruction?.trim()) {
    throw bad('There is nothing to search for: give an image, an instruction, or both.');
  }
  if (region !== undefined) checkRegion(request, region);
  checkCount('limit', limit, limits.searchLimit, 'MAX_SEARCH_LIMIT');
  if (minScore !== undefined && !(minScore >= -1 && minScore <= 1)) {
    throw bad(`minScore is a cosine similarity from -1 to 1; it was ${minScore}.`);
  }
  if (filter !== undefined) checkFilter(filter, limits);
}

function checkRegion({ image }: SearchRequest, { left, top, width, height }: NonNullable<SearchRequest['region']>) {
  if (image === undefined) throw bad('A region is a part of the query picture: give the image too.');
  // A little over the edge is how fractions round.
  const inside = (start: number, length: number) => start >= 0 && length > 0 && start + length <= 1 + 1e-6;
  if (!inside(left, width) || !inside(top, height)) {
    throw bad(
      'A region lies inside the picture: left, top, width, height are fractions from 0 to 1, width and height above 0.',
    );
  }
}

const bad = (message: string) => new LeopardError('BAD_USER_INPUT', message);
