import type { JsonObject, JsonValue, MetadataFieldSummary, MetadataType } from '../../images.js';

type Scalar = string | number | boolean;

/** What the pictures have under one key; kept up to date, so that asking for it reads no picture. */
class FieldStatistics {
  count = 0;
  private readonly types = new Map<MetadataType, number>();
  /** Pictures that have a value, itself or as an element of a list. */
  private readonly values = new Map<Scalar, number>();
  /** Pictures that have a number, not in a list: what comparisons look at. */
  private readonly numbers = new Map<number, number>();
  private range: { minimum: number; maximum: number } | null | undefined;

  change(value: JsonValue, by: 1 | -1): void {
    this.count += by;
    tally(this.types, typeOf(value), by);
    for (const scalar of scalarsOf(value)) tally(this.values, scalar, by);
    if (typeof value === 'number') {
      tally(this.numbers, value, by);
      this.range = undefined;
    }
  }

  summary(key: string, valuesFirst: number): MetadataFieldSummary {
    this.range ??= rangeOf(this.numbers.keys());
    const types = [...this.types].sort(
      ([one, count], [other, otherCount]) => otherCount - count || compare(one, other),
    );
    return {
      key,
      count: this.count,
      types: types.map(([type]) => type),
      values: mostFrequent(this.values, valuesFirst).map(([value, count]) => ({ value, count })),
      minimum: this.range?.minimum ?? null,
      maximum: this.range?.maximum ?? null,
    };
  }
}

/** Counts of metadata keys and values over all pictures. */
export class MetadataStatistics {
  private readonly fields = new Map<string, FieldStatistics>();

  add(metadata: JsonObject): void {
    this.change(metadata, 1);
  }

  remove(metadata: JsonObject): void {
    this.change(metadata, -1);
  }

  /** The most frequent keys, ties in the order of their code points. */
  summaries(first: number, valuesFirst: number): MetadataFieldSummary[] {
    const fields = [...this.fields].sort(([key, one], [other, two]) => two.count - one.count || compare(key, other));
    return fields.slice(0, first).map(([key, field]) => field.summary(key, valuesFirst));
  }

  private change(metadata: JsonObject, by: 1 | -1): void {
    for (const [key, value] of Object.entries(metadata)) {
      if (value === null) continue;
      let field = this.fields.get(key);
      if (field === undefined) this.fields.set(key, (field = new FieldStatistics()));
      field.change(value, by);
      if (field.count === 0) this.fields.delete(key);
    }
  }
}

function tally<K>(counts: Map<K, number>, key: K, by: number): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}

function typeOf(value: JsonValue): MetadataType {
  if (Array.isArray(value)) return 'LIST';
  if (typeof value === 'string') return 'STRING';
  if (typeof value === 'number') return 'NUMBER';
  return typeof value === 'boolean' ? 'BOOLEAN' : 'OBJECT';
}

/** The value itself, or each element of a list once; objects and lists in lists are no values to filter by. */
function scalarsOf(value: JsonValue): Set<Scalar> {
  const scalars = new Set<Scalar>();
  for (const item of Array.isArray(value) ? value : [value]) {
    if (item !== null && typeof item !== 'object') scalars.add(item);
  }
  return scalars;
}

function rangeOf(numbers: Iterable<number>): { minimum: number; maximum: number } | null {
  let minimum = Infinity;
  let maximum = -Infinity;
  for (const number of numbers) {
    if (number < minimum) minimum = number;
    if (number > maximum) maximum = number;
  }
  return minimum > maximum ? null : { minimum, maximum };
}

/** Larger counts first, ties by type and value. */
function byFrequency([one, count]: [Scalar, number], [other, otherCount]: [Scalar, number]): number {
  return otherCount - count || compare(typeof one, typeof other) || compare(one, other);
}

/** The `first` largest counts; one pass that sorts only what may still be among them, since captions are all different. */
function mostFrequent(counts: ReadonlyMap<Scalar, number>, first: number): [Scalar, number][] {
  let best: [Scalar, number][] = [];
  let last: [Scalar, number] | undefined;
  for (const candidate of counts) {
    if (last !== undefined && byFrequency(last, candidate) < 0) continue;
    best.push(candidate);
    if (best.length < 2 * first + 16) continue;
    best = best.sort(byFrequency).slice(0, first);
    last = best.at(-1);
  }
  return best.sort(byFrequency).slice(0, first);
}

function compare<T extends Scalar>(one: T, other: T): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
