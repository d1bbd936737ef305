import { isScalar } from '../metadata-values.js';
import { createHash } from 'node:crypto';
import { LeopardError } from '../../../lib/errors.js';
import type { JsonObject, JsonValue } from '../../../lib/json.js';

/** Labels that one picture may have: the capacity of the array column on every engine. */
export const LABELS_PER_PICTURE = 4096;

/** Characters of a digest: 132 bits, so that no two keys or values are ever taken for one another. */
const DIGEST_CHARACTERS = 22;

/**
 * First 22 characters of base64url(SHA-256(JSON of x)).
 * Expressions and columns hold digests only, so no engine ever parses text that a person wrote:
 * their rules for quoting, escaping and typing differ (and one key syntax does not take empty keys).
 */
export function digest(value: JsonValue): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, DIGEST_CHARACTERS);
}

/** Stands for "the picture has this key, and its value is not null". */
export const keyLabel = (key: string): string => digest([key]);
/** Stands for "the value of this key is a single number". */
export const numberLabel = (key: string): string => digest([key, 'number', '#']);
/** Stands for "the value of this key, or one element of it, is this". JSON keeps `"5"`, `5` and `true` apart. */
export const valueLabel = (key: string, value: JsonValue): string => digest([key, value]);

/** What an index knows about the metadata of one picture. */
export interface IndexedMetadata {
  /** Digests, each once, sorted. */
  readonly labels: string[];
  /** Key label to number, for keys whose value is a single number. */
  readonly numbers: ReadonlyMap<string, number>;
  /** Changes whenever the metadata does: how a catch-up finds what it has missed. */
  readonly revision: string;
}

/**
 * Turns metadata into labels and numbers.
 * @throws LeopardError LIMIT_EXCEEDED where it has more distinct values than a column takes.
 */
export function indexMetadata(metadata: JsonObject): IndexedMetadata {
  const labels = new Set<string>();
  const numbers = new Map<string, number>();
  for (const [key, value] of Object.entries(metadata)) {
    if (value === null) continue;
    labels.add(keyLabel(key));
    if (typeof value === 'number') {
      labels.add(numberLabel(key));
      // -0 equals 0, but Arrow sorts it before.
      numbers.set(keyLabel(key), value === 0 ? 0 : value);
    }
    for (const element of Array.isArray(value) ? value : [value])
      if (isScalar(element)) labels.add(valueLabel(key, element));
  }
  if (labels.size > LABELS_PER_PICTURE)
    throw new LeopardError(
      'LIMIT_EXCEEDED',
      `The metadata has ${labels.size} distinct keys and values; at most ${LABELS_PER_PICTURE} can be searched by. Shorten its lists.`,
    );
  return { labels: [...labels].sort(), numbers, revision: revisionOf(metadata) };
}

/** Digest of metadata whatever the order of its keys: stores give keys back in an order of their own. */
export function revisionOf(metadata: JsonObject): string {
  return digest(canonical(metadata));
}

function canonical(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return ['list', ...value.map(canonical)];
  if (value === null || typeof value !== 'object') return value;
  const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return ['object', ...members.map(([key, member]): JsonValue => [key, canonical(member)])];
}
