import type { RecordBatch, Vector } from 'apache-arrow';
import type { Candidate, IndexRow } from '../engine.js';
import type { IndexedRevision } from '../types.js';

function column(batch: RecordBatch, name: string): Vector {
  const found: Vector | null = batch.getChild(name);
  if (!found) throw new Error(`LanceDB answered without the column ${name}`);
  return found;
}

const texts = (value: Vector): string[] => Array.from(value.toArray() as Iterable<string>);

/** `id` and `vector` of each row; embeddings are copied out of Arrow's memory, bit for bit. */
export function readCandidates(batch: RecordBatch): Candidate[] {
  const ids = column(batch, 'id');
  const vectors = column(batch, 'vector');
  return Array.from({ length: batch.numRows }, (_, row) => ({
    id: String(ids.get(row)),
    embedding: ((vectors.get(row) as Vector).toArray() as Float32Array).slice(),
  }));
}

export function readRevisions(batch: RecordBatch): IndexedRevision[] {
  const ids = column(batch, 'id');
  const revisions = column(batch, 'revision');
  return Array.from({ length: batch.numRows }, (_, row) => ({
    id: String(ids.get(row)),
    revision: String(revisions.get(row)),
  }));
}

export function readRows(batch: RecordBatch): IndexRow[] {
  const candidates = readCandidates(batch);
  const revisions = readRevisions(batch);
  const [labels, keys, numbers] = ['labels', 'number_keys', 'numbers'].map((name) => column(batch, name));
  return candidates.map(({ id, embedding }, row) => {
    const values = (numbers?.get(row) as Vector).toArray() as Float64Array;
    return {
      id,
      embedding,
      revision: revisions[row]?.revision ?? '',
      labels: texts(labels?.get(row) as Vector),
      numbers: new Map(texts(keys?.get(row) as Vector).map((key, index) => [key, values[index] ?? Number.NaN])),
    };
  });
}
