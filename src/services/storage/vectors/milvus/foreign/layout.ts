import { SetupError } from '../../../../../lib/errors.js';

/** How a collection is laid out that was not made by Leopard. */
export interface ForeignLayout {
  readonly key: {
    readonly name: string;
    /** A text; else a whole number of 64 bits. */
    readonly text: boolean;
    /** Milvus counted it up: it says nothing about the picture. */
    readonly generated: boolean;
  };
  readonly vector: { readonly name: string; readonly dimension: number };
  /** What else it declares. Whole numbers of 64 bits come as texts. */
  readonly fields: readonly { readonly name: string; readonly long: boolean }[];
  /** Rows may have further fields. */
  readonly dynamic: boolean;
}

/** What Milvus says about one field, as far as it is used. */
interface Field {
  readonly name: string;
  readonly data_type: string;
  readonly is_primary_key: boolean;
  readonly autoID: boolean;
  readonly type_params: readonly { readonly key: string; readonly value: unknown }[];
}

export interface ForeignSchema {
  readonly fields: readonly Field[];
  readonly enable_dynamic_field: boolean;
}

/**
 * @param vectorField the field with the pictures' embeddings
 * @throws SetupError ADOPT_NO_VECTORS naming the fields that there are
 */
export function readLayout(schema: ForeignSchema, vectorField: string): ForeignLayout {
  const key = schema.fields.find(({ is_primary_key }) => is_primary_key);
  const vector = schema.fields.find(({ name }) => name === vectorField);
  if (key === undefined || vector?.data_type !== 'FloatVector') {
    const there = schema.fields.map(({ name, data_type }) => `${name} (${data_type})`).join(', ');
    throw new SetupError(
      'ADOPT_NO_VECTORS',
      `The collection has no field "${vectorField}" of the type FloatVector. It has ${there}. Name the one with the pictures' vectors: --vector-field.`,
    );
  }
  const dimension = Number(vector.type_params.find((parameter) => parameter.key === 'dim')?.value);
  return {
    key: { name: key.name, text: key.data_type === 'VarChar', generated: key.autoID },
    vector: { name: vector.name, dimension },
    fields: schema.fields
      .filter((field) => field !== key && field !== vector)
      .map(({ name, data_type }) => ({ name, long: data_type === 'Int64' })),
    dynamic: schema.enable_dynamic_field,
  };
}
