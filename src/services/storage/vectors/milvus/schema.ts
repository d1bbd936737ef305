import { type CreateCollectionReq, DataType, type RowData } from '@zilliz/milvus2-sdk-node';
import { LABELS_PER_PICTURE } from '../digests.js';
import type { IndexRow } from '../engine.js';
import { type CollectionProperties, encodeProperties, type IndexType } from '../identity.js';
import { numberKey } from './filter.js';
import { sortableNumber } from './sortable-number.js';

/** What releases before the change feed wrote on the generation that answered. */
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
  properties: encodeProperties(properties),
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
