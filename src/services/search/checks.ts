import type { Limits } from '../../config/index.js';
import { LeopardError } from '../../lib/errors.js';
import { checkCount, checkFilter } from '../collection/checks.js';
import { checkParts } from './parts/check-parts.js';
import type { SearchRequest } from './types.js';
import { isImageId } from '../image-files/image-id.js';

/** Everything that can be said about a search before anything is read. @throws LeopardError BAD_USER_INPUT, LIMIT_EXCEEDED */
export function checkSearch(request: SearchRequest, limits: Limits): void {
  const { image, instruction, like, region } = request;
  checkParts(request, limits);
  if (image === undefined && !instruction?.trim() && !like?.length) {
    throw bad(
      request.unlike?.length
        ? 'unlike alone says only what not to look for: give an image, an instruction or like too.'
        : 'There is nothing to search for: give an image, an instruction, or both.',
    );
  }
  if (region !== undefined) checkRegion(request, region);
  checkExcluded(request.exclude ?? [], limits);
  checkList(request, limits);
}

/** What says which hits a list has. @throws LeopardError BAD_USER_INPUT, LIMIT_EXCEEDED */
export function checkList(
  { limit, filter, minScore, distinct }: Pick<SearchRequest, 'limit' | 'filter' | 'minScore' | 'distinct'>,
  limits: Limits,
): void {
  checkCount('limit', limit, limits.searchLimit, 'MAX_SEARCH_LIMIT');
  if (minScore !== undefined && !(minScore >= -1 && minScore <= 1)) {
    throw bad(`minScore is a cosine similarity from -1 to 1; it was ${minScore}.`);
  }
  if (filter !== undefined) checkFilter(filter, limits);
  if (distinct !== undefined && distinct === '') {
    throw bad('distinct names a metadata key; metadataFields lists those that there are.');
  }
}

function checkExcluded(exclude: readonly string[], { excludedImages }: Limits): void {
  if (exclude.length > excludedImages) {
    throw new LeopardError(
      'LIMIT_EXCEEDED',
      `exclude takes at most ${excludedImages} ids (MAX_EXCLUDED_IMAGES); there were ${exclude.length}. Leave out many by a filter.`,
    );
  }
  const wrong = exclude.find((id) => !isImageId(id));
  if (wrong === undefined) return;
  throw bad(`exclude has "${wrong.slice(0, 64)}", which is no id of a picture: those have 64 hexadecimal digits.`);
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
