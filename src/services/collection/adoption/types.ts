import type { JsonObject } from '../../../lib/json.js';

/** One row of a collection that somebody else made. */
export interface AdoptableKey {
  readonly key: string;
  /** Where the row says that its picture is; undefined where it does not say. */
  readonly path: string | undefined;
}

export interface AdoptableRow extends AdoptableKey {
  /** `Float32Array [dimension]`, as it was stored. */
  readonly vector: Float32Array;
  /** All but the vector. */
  readonly fields: JsonObject;
}

/** A collection to adopt; reading it changes nothing of it. */
export interface AdoptableCollection {
  readonly name: string;
  readonly layout: {
    readonly key: { readonly name: string; readonly generated: boolean };
    readonly vector: { readonly name: string; readonly dimension: number };
  };
  /** Of all rows, some thousands at a time. */
  keys(): AsyncIterable<readonly AdoptableKey[]>;
  rows(keys: readonly string[]): Promise<readonly AdoptableRow[]>;
}
