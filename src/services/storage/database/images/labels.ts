import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { JsonObject, JsonValue } from '../../../../lib/json.js';
import { isScalar, type Scalar, typeOf } from '../../metadata-values.js';
import type { MetadataType } from '../../types/index.js';

/**
 * A label stands for something that pictures can be found by: "has this key", "has this value under this key, itself or in a list", "the
 * value of this key is a single number". 16 bytes of a SHA-256: text that a person wrote never reaches a statement, and a long value
 * costs no more than a short one.
 */
export type Label = Buffer;

const LABEL_BYTES = 16;
/** Few labels are met again and again; hashing them anew doubles the time of a large import. */
const known = new LRUCache<string, Label>({ max: 10_000 });

function digest(parts: readonly JsonValue[]): Label {
  const text = JSON.stringify(parts);
  let label = known.get(text);
  if (label === undefined) {
    // Memory of its own: a view of a shared block goes to the thread of the database with all of that block.
    label = createHash('sha256').update(text).digest().subarray(0, LABEL_BYTES);
    known.set(text, label);
  }
  return label;
}

export const keyLabel = (key: string): Label => digest([key]);
export const numberLabel = (key: string): Label => digest([key, 'number', '#']);
export const valueLabel = (key: string, value: Scalar): Label => digest([key, value]);
const typeLabel = (key: string, type: MetadataType): Label =>
  type === 'NUMBER' ? numberLabel(key) : digest([key, 'type', type]);
const TYPES: readonly MetadataType[] = ['BOOLEAN', 'LIST', 'NUMBER', 'OBJECT', 'STRING'];
/** For each type, the label that counts the pictures whose value of this key has it. */
export const typeLabels = (key: string): Label[] => TYPES.map((type) => typeLabel(key, type));

/** A row of `label` and what `label_count` says of it. */
export interface CountedLabel {
  readonly label: Label;
  /** JSON: text columns take no NUL. */
  readonly key: string;
  /** JSON of a value; `#` and a type; null for the key itself. */
  readonly value: string | null;
  /** For the label of a number, the number. */
  readonly number: number | null;
  /** Types are counted, but nobody asks for pictures by them. */
  readonly findable: boolean;
}

/** All labels of a picture's metadata, each once. A value that is null is a missing key. */
export function labelsOf(metadata: JsonObject): CountedLabel[] {
  const labels: CountedLabel[] = [];
  for (const [name, value] of Object.entries(metadata)) {
    if (value === null) continue;
    const key = JSON.stringify(name);
    const type = typeOf(value);
    labels.push({ label: keyLabel(name), key, value: null, number: null, findable: true });
    const number = typeof value === 'number' ? value : null;
    labels.push({ label: typeLabel(name, type), key, value: `#${type}`, number, findable: number !== null });
    for (const item of new Set(Array.isArray(value) ? value : [value])) {
      if (!isScalar(item)) continue;
      labels.push({ label: valueLabel(name, item), key, value: JSON.stringify(item), number: null, findable: true });
    }
  }
  return labels;
}
