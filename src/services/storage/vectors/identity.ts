import { SetupError } from '../../../lib/errors.js';
import { sha256 } from '../../../lib/hash.js';
import { describeIdentity, sameIdentity } from '../../encoder/identity.js';
import type { EncoderIdentity } from '../../encoder/types.js';

/** `exact` compares with every row, `approximate` walks an index. */
export type IndexType = 'exact' | 'approximate';

/** Version of the columns; a collection of another layout is rebuilt, never changed. */
export const LAYOUT = '1';

/** What is written on a collection: whose it is, and which vectors are comparable with those in it. */
export interface CollectionProperties extends EncoderIdentity {
  /** Of the data folder: several servers may share one database. */
  readonly owner: string;
  readonly layout: string;
  readonly index: IndexType;
}

/** A collection that exists, with what is written on it. */
export interface FoundCollection {
  readonly name: string;
  /** Undefined where Leopard did not make it. */
  readonly properties: CollectionProperties | 'unreadable' | undefined;
}

/** Every collection of ours begins with this. */
export const COLLECTION_PREFIX = 'leopard_';

const slug = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 40);

/** Name of the index of one owner and one identity, such as `leopard_bge_base_fp32_web_1_3fa9c2d1`; generations add `_g1`, `_g2`. */
export function collectionName(identity: EncoderIdentity, owner: string): string {
  const { model, checkpoint, dimension, precision, preprocessing } = identity;
  const parts = [owner, LAYOUT, model, checkpoint, dimension, precision, preprocessing];
  const hash = sha256(JSON.stringify(parts)).slice(0, 8);
  return `${COLLECTION_PREFIX}${slug(model)}_${slug(precision)}_${slug(preprocessing)}_${hash}`;
}

export const generationName = (base: string, generation: number): string => `${base}_g${generation}`;

/** Number of a generation, undefined where the name is not one of this base. */
export function generationOf(base: string, name: string): number | undefined {
  const match = name.startsWith(`${base}_g`) ? /^[1-9]\d*$/.exec(name.slice(base.length + 2)) : null;
  return match ? Number(match[0]) : undefined;
}

const PREFIX = 'leopard.';

/** As text values, the only kind that all engines keep. */
export function encodeProperties(properties: CollectionProperties): Record<string, string> {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [PREFIX + key, String(value)]));
}

/** Undefined where they are not ours. */
export function decodeProperties(values: ReadonlyMap<string, string>): CollectionProperties | undefined {
  const read = (key: keyof CollectionProperties) => values.get(PREFIX + key);
  const [owner, layout, index] = [read('owner'), read('layout'), read('index')];
  const [model, checkpoint, precision, preprocessing] = [
    read('model'),
    read('checkpoint'),
    read('precision'),
    read('preprocessing'),
  ];
  const dimension = Number(read('dimension'));
  if (!owner || !layout || !model || !precision || !preprocessing || checkpoint === undefined) return undefined;
  if ((index !== 'exact' && index !== 'approximate') || !Number.isInteger(dimension)) return undefined;
  return { owner, layout, index, model, checkpoint, dimension, precision, preprocessing };
}

/**
 * The generations of a base name, oldest first.
 * @throws SetupError VECTOR_COLLECTION_FOREIGN where a name that we need is taken by somebody else
 */
export function ownGenerations(
  found: readonly FoundCollection[],
  base: string,
  wanted: CollectionProperties,
): string[] {
  const own = found.filter(({ name }) => generationOf(base, name) !== undefined);
  for (const { name, properties } of own) {
    if (properties === 'unreadable') continue;
    if (properties?.owner === wanted.owner && sameIdentity(properties, wanted)) continue;
    throw new SetupError(
      'VECTOR_COLLECTION_FOREIGN',
      `The vector store has a collection ${name} that this server did not make${properties ? ` (it holds vectors of ${describeIdentity(properties)})` : ''}; ` +
        `this server needs that name for ${describeIdentity(wanted)}. It was left untouched. ` +
        'Rename it, or give this server a place of its own: another VECTOR_STORE or VECTOR_STORE_DATABASE, then `leopard reindex`.',
    );
  }
  return own
    .map(({ name }) => name)
    .sort((left, right) => (generationOf(base, left) ?? 0) - (generationOf(base, right) ?? 0));
}
