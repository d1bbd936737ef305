import type { Limits } from '../../../config/index.js';
import { LeopardError } from '../../../lib/errors.js';
import type { JsonObject, JsonValue } from '../../../lib/json.js';

export type MetadataLimits = Pick<Limits, 'metadataBytes' | 'metadataKeys' | 'metadataDepth'>;

/**
 * Metadata within the limits.
 * @throws LeopardError LIMIT_EXCEEDED naming the limit; BAD_USER_INPUT for a number that JSON cannot write
 */
export function checkedMetadata(metadata: JsonObject, limits: MetadataLimits): JsonObject {
  if (depthOf(metadata, limits.metadataDepth + 1) > limits.metadataDepth) {
    throw tooMuch(`is nested more than ${limits.metadataDepth} levels deep`, 'MAX_METADATA_DEPTH', 'Flatten it');
  }
  const infinite = infiniteIn(metadata);
  if (infinite !== undefined) {
    throw new LeopardError(
      'BAD_USER_INPUT',
      `The metadata has a number under ${JSON.stringify(infinite.slice(0, 100))} that is too large (over 1.8e308). Send it as text.`,
    );
  }
  const keys = Object.keys(metadata).length;
  if (keys > limits.metadataKeys) {
    throw tooMuch(`has ${keys} keys; at most ${limits.metadataKeys} are kept`, 'MAX_METADATA_KEYS', 'Leave some out');
  }
  const bytes = Buffer.byteLength(JSON.stringify(metadata));
  if (bytes > limits.metadataBytes) {
    const text = `takes ${bytes} bytes as JSON; at most ${limits.metadataBytes} are kept`;
    throw tooMuch(text, 'MAX_METADATA_BYTES', 'Shorten it');
  }
  return metadata;
}

/** Levels of objects and lists, counted no further than `most`. */
function depthOf(value: JsonValue, most: number): number {
  if (typeof value !== 'object' || value === null || most === 0) return 0;
  let deepest = 0;
  for (const element of Object.values(value)) deepest = Math.max(deepest, depthOf(element, most - 1));
  return deepest + 1;
}

/** The key under which there is a number such as 1e400: it is read as infinite, and would be written as null. */
function infiniteIn(value: JsonValue, key = ''): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : key;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, element] of Object.entries(value)) {
    const found = infiniteIn(element, Array.isArray(value) ? key : name);
    if (found !== undefined) return found;
  }
  return undefined;
}

const tooMuch = (what: string, setting: string, remedy: string) =>
  new LeopardError('LIMIT_EXCEEDED', `The metadata ${what} (${setting}). ${remedy}.`);
