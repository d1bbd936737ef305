import type { JsonValue } from '../../../lib/json.js';

/** Conditions on metadata; those given all hold. The grammar of FilterInput in the API contract. */
export interface MetadataFilter {
  readonly all?: readonly MetadataCondition[];
  readonly any?: readonly MetadataCondition[];
  readonly none?: readonly MetadataCondition[];
}

/** Conditions on one key, all of which hold. Equality is typed; a list matches if one element does; null is missing. */
export interface MetadataCondition {
  readonly key: string;
  readonly equals?: JsonValue;
  readonly in?: readonly JsonValue[];
  readonly exists?: boolean;
  readonly lessThan?: number;
  readonly atMost?: number;
  readonly greaterThan?: number;
  readonly atLeast?: number;
}

export type MetadataType = 'STRING' | 'NUMBER' | 'BOOLEAN' | 'LIST' | 'OBJECT';

export interface MetadataFieldSummary {
  readonly key: string;
  readonly count: number;
  readonly types: MetadataType[];
  /** Most frequent first; scalars only, elements of lists counted singly. */
  readonly values: { readonly value: JsonValue; readonly count: number }[];
  readonly minimum: number | null;
  readonly maximum: number | null;
}
