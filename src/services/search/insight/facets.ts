import type { JsonObject, JsonValue } from '../../../lib/json.js';
import { byFrequency, compare, isScalar, type Scalar, typeOf } from '../../storage/metadata-values.js';
import type { MetadataFieldSummary, MetadataType } from '../../storage/types/index.js';

interface Counted {
  count: number;
  readonly types: Map<MetadataType, number>;
  readonly values: Map<Scalar, number>;
  minimum: number;
  maximum: number;
}

/** Counts metadata as `metadataFields` counts that of the whole collection, a picture at a time. */
export class FacetCounter {
  private readonly keys = new Map<string, Counted>();

  add(metadata: JsonObject): void {
    for (const [key, value] of Object.entries(metadata)) if (value !== null) this.addValue(key, value);
  }

  /** Most frequent first, ties in the order of code points. @param valuesFirst most values of each key */
  fields(first: number, valuesFirst: number): MetadataFieldSummary[] {
    const byCount = [...this.keys].sort(([a, one], [b, other]) => other.count - one.count || compare(a, b));
    return byCount.slice(0, first).map(([key, { count, types, values, minimum, maximum }]) => ({
      ...{ key, count },
      types: [...types].sort(([a, one], [b, other]) => other - one || compare(a, b)).map(([type]) => type),
      values: [...values]
        .map(([value, n]) => ({ value, count: n }))
        .sort(byFrequency)
        .slice(0, valuesFirst),
      minimum: minimum === Infinity ? null : minimum,
      maximum: maximum === -Infinity ? null : maximum,
    }));
  }

  private addValue(key: string, value: Exclude<JsonValue, null>): void {
    const known = this.keys.get(key);
    const counted = known ?? { count: 0, types: new Map(), values: new Map(), minimum: Infinity, maximum: -Infinity };
    if (known === undefined) this.keys.set(key, counted);
    counted.count += 1;
    increase(counted.types, typeOf(value));
    if (typeof value === 'number') {
      counted.minimum = Math.min(counted.minimum, value);
      counted.maximum = Math.max(counted.maximum, value);
    }
    // A list counts once for each of its values, however often it has them.
    const elements = new Set(Array.isArray(value) ? value : [value]);
    for (const element of elements) if (isScalar(element)) increase(counted.values, element === 0 ? 0 : element);
  }
}

function increase<T>(counts: Map<T, number>, of: T): void {
  counts.set(of, (counts.get(of) ?? 0) + 1);
}
