import type { Collection } from '../../collection/collection.js';
import type { Encoder } from '../../encoder/types.js';
import type { SearchRequest } from '../types.js';
import { languageWarning } from './language.js';
import { unknownKeyWarnings } from './unknown-keys.js';
import type { Warning } from './warning.js';

/** What can be said about a request without looking at its hits. */
export async function warningsAbout(
  { instruction, like = [], unlike = [], filter, distinct }: SearchRequest,
  { encoder, collection }: { readonly encoder: Encoder; readonly collection: Pick<Collection, 'count' | 'fields'> },
): Promise<Warning[]> {
  const words = [instruction, ...[...like, ...unlike].map(({ text }) => text)].filter((text) => text !== undefined);
  const language = languageWarning(words, encoder.languages);
  return [...(language ? [language] : []), ...(await unknownKeyWarnings({ filter, distinct }, collection))];
}
