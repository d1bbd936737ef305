import type { Limits } from '../../../config/index.js';
import { LeopardError } from '../../../lib/errors.js';
import type { SearchPart, SearchRequest } from '../types.js';

/** Largest weight of a part, against the query's 1. */
const MOST_WEIGHT = 5;

/** @throws LeopardError BAD_USER_INPUT, LIMIT_EXCEEDED */
export function checkParts(
  { like = [], unlike = [] }: Pick<SearchRequest, 'like' | 'unlike'>,
  { searchParts }: Pick<Limits, 'searchParts'>,
): void {
  const count = like.length + unlike.length;
  if (count > searchParts) {
    throw new LeopardError(
      'LIMIT_EXCEEDED',
      `like and unlike take at most ${searchParts} pictures and words together (MAX_SEARCH_PARTS); there were ${count}. Leave some out.`,
    );
  }
  for (const [index, part] of like.entries()) checkPart(`like[${index}]`, part);
  for (const [index, part] of unlike.entries()) checkPart(`unlike[${index}]`, part);
}

function checkPart(place: string, { image, text, weight }: SearchPart): void {
  const words = text !== undefined && text.trim() !== '';
  if ((image !== undefined) === words || (text !== undefined && !words)) {
    throw new LeopardError('BAD_USER_INPUT', `${place} has to be either a picture (image) or words (text).`);
  }
  if (!(weight > 0 && weight <= MOST_WEIGHT)) {
    throw new LeopardError(
      'BAD_USER_INPUT',
      `The weight of ${place} is above 0 and at most ${MOST_WEIGHT}, against the query's 1; it was ${weight}.`,
    );
  }
}
