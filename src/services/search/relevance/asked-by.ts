import type { SavedSearch } from '../saved-search.js';
import type { Asked } from './quality.js';

/** What chance finds with a picture is another matter than what it finds with words. */
export function askedBy({ embedding, generation, warnings, query: { image, like } }: SavedSearch): Asked {
  return {
    ...{ embedding, generation },
    withPicture: image !== null || like.some((part) => part.image !== null),
    misread: warnings.some(({ code }) => code === 'LANGUAGE_NOT_SUPPORTED'),
  };
}
