import type { Collection } from '../../collection/collection.js';
import type { Encoder } from '../../encoder/types.js';
import type { TextTokens } from '../encoding.js';
import type { SearchRequest } from '../types.js';
import { languageWarning } from './language.js';
import { unknownKeyWarnings } from './unknown-keys.js';
import type { Warning } from './warning.js';

/** What can be said about a request without looking at its hits. */
export async function warningsAbout(
  { filter, distinct, tokens }: Pick<SearchRequest, 'filter' | 'distinct'> & { readonly tokens: readonly TextTokens[] },
  { encoder, collection }: { readonly encoder: Encoder; readonly collection: Pick<Collection, 'count' | 'fields'> },
): Promise<Warning[]> {
  const language = languageWarning(tokens, encoder.languages);
  return [...(language ? [language] : []), ...(await unknownKeyWarnings({ filter, distinct }, collection))];
}
