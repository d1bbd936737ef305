import { type CreateCollectionReq, DataType, type RowData } from '@zilliz/milvus2-sdk-node';
import { LABELS_PER_PICTURE } from '../digests.js';
import type { IndexRow } from '../engine.js';
import { type CollectionProperties, encodeProperties, type IndexType } from '../identity.js';
import { numberKey } from './filter.js';
import { numberOf, sortableNumber } from './sortable-number.js';

export const DATA_FIELDS = ['id', 'vector', 'revision', 'labels', 'numbers'];

/** What the property STATE says: only a generation that says so answers searches. */
export const STATE = 'leopard.state';
export const ACTIVE = 'active';

/** The fields of a collection, for `createCollection`. */
export const collectionSchema = (name: string, properties: CollectionProperties): CreateCollectionReq => ({
  collection_name: name,
  // What a write has acknowledged, the next search finds.
  consistency_level: 'Strong',
  fields: [
    { name: 'id', data_type: DataType.VarChar, is_primary_key: true, max_length: 64 },
    { name: 'vector', data_type: DataType.FloatVector, dim: properties.dimension },
    { name: 'revision', data_type: DataType.VarChar, max_length: 32 },
    {
      name: 'labels',
      data_type: DataType.Array,
      element_type: DataType.VarChar,
      max_capacity: LABELS_PER_PICTURE,
      max_length: 32,
    },
    { name: 'numbers', data_type: DataType.JSON },
  ],
  // The description of a collection comes back empty from Milvus Lite; properties survive everywhere.
  properties: { ...encodeProperties(properties), [STATE]: 'building' },
});

/** FLAT compares with every vector; HNSW with the parameters that docs/stores.md gives figures for. */
export const vectorIndex = (name: string, index: IndexType) => ({
  collection_name: name,
  field_name: 'vector',
  index_type: index === 'exact' ? 'FLAT' : 'HNSW',
  metric_type: 'COSINE',
  params: index === 'exact' ? {} : { M: 24, efConstruction: 200 },
});

export function toRow({ id, embedding, revision, labels, numbers }: IndexRow): RowData {
  return {
    id,
    vector: Array.from(embedding),
    revision,
    labels,
    numbers: Object.fromEntries([...numbers].map(([key, value]) => [numberKey(key), sortableNumber(value)])),
  };
}

/** Bytes of a row on the wire, near enough to keep a request under the server's limit. */
export const rowBytes = ({ embedding, labels }: IndexRow): number => 4 * embedding.length + 24 * labels.length + 256;

/** A row as it comes back from a query of DATA_FIELDS. */
export function fromRow(row: Record<string, unknown>): IndexRow {
  const labels = row['labels'] as string[];
  // The JSON field's keys are labels with `-` replaced: the label itself is among the row's own.
  const byKey = new Map(labels.map((label) => [numberKey(label), label]));
  return {
    id: String(row['id']),
    embedding: Float32Array.from(row['vector'] as number[]),
    revision: String(row['revision']),
    labels,
    numbers: new Map(
      Object.entries(row['numbers'] as Record<string, string>).flatMap(([key, value]) => {
        const label = byKey.get(key);
        return label === undefined ? [] : [[label, numberOf(value)] as const];
      }),
    ),
  };
}
