import { distance } from 'fastest-levenshtein';
import type { Collection } from '../../collection/collection.js';
import type { MetadataFilter } from '../../storage/types/index.js';
import type { Warning } from './warning.js';

/** Keys that are looked at for one that was meant. */
const KNOWN_KEYS = 200;
/** Edits by which a key may differ from the one that was meant, as a part of its length. */
const NEAR = 0.4;

/** A warning for each key of a filter or of `distinct` that no picture has, with the nearest that exists. */
export async function unknownKeyWarnings(
  { filter, distinct }: { readonly filter?: MetadataFilter | undefined; readonly distinct?: string | undefined },
  collection: Pick<Collection, 'count' | 'fields'>,
): Promise<Warning[]> {
  const conditions = [...(filter?.all ?? []), ...(filter?.any ?? []), ...(filter?.none ?? [])];
  const keys = new Set([...conditions.map(({ key }) => key), ...(distinct === undefined ? [] : [distinct])]);
  const asked = [...keys];
  const counts = await Promise.all(asked.map((key) => collection.count({ all: [{ key, exists: true }] })));
  const unknown = asked.filter((_, index) => counts[index] === 0);
  if (unknown.length === 0) return [];
  const known = (await collection.fields(KNOWN_KEYS, 0)).map(({ key }) => key);
  return unknown.map((key) => ({ code: 'UNKNOWN_METADATA_KEY' as const, message: messageFor(key, known) }));
}

function messageFor(key: string, known: readonly string[]): string {
  const near = nearest(key, known);
  const remedy =
    near === undefined
      ? '`metadataFields` lists those that there are.'
      : `Did you mean "${near}"? \`metadataFields\` lists all.`;
  return `No picture has the metadata key "${key.slice(0, 100)}". ${remedy}`;
}

/** The key that fewest edits lead to, where those are few. */
export function nearest(key: string, known: readonly string[]): string | undefined {
  const written = key.slice(0, 100).toLowerCase();
  const edits = known.map((other) => ({ other, edits: distance(written, other.slice(0, 100).toLowerCase()) }));
  const [best] = edits.sort((one, other) => one.edits - other.edits);
  return best && best.edits <= Math.max(1, Math.floor(NEAR * written.length)) ? best.other : undefined;
}
