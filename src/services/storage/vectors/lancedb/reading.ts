import type { RecordBatch, Vector } from 'apache-arrow';
import type { Candidate } from '../engine.js';
import type { IndexedRevision } from '../types.js';

function column(batch: RecordBatch, name: string): Vector {
  const found: Vector | null = batch.getChild(name);
  if (!found) throw new Error(`LanceDB answered without the column ${name}`);
  return found;
}

/** `id` and `vector` of each row; embeddings lie in Arrow's memory. */
export function readCandidates(batch: RecordBatch): Candidate[] {
  const ids = column(batch, 'id');
  // All rows after each other: a vector of Arrow's for each would cost several times as much as to compare them.
  const values = column(batch, 'vector').getChildAt(0)?.toArray() as Float32Array;
  const length = values.length / batch.numRows;
  return Array.from({ length: batch.numRows }, (_, row) => ({
    id: String(ids.get(row)),
    embedding: values.subarray(row * length, (row + 1) * length),
  }));
}

export function readIds(batch: RecordBatch): string[] {
  const ids = column(batch, 'id');
  return Array.from({ length: batch.numRows }, (_, row) => String(ids.get(row)));
}

export function readRevisions(batch: RecordBatch): IndexedRevision[] {
  const ids = column(batch, 'id');
  const revisions = column(batch, 'revision');
  return Array.from({ length: batch.numRows }, (_, row) => ({
    id: String(ids.get(row)),
    revision: String(revisions.get(row)),
  }));
}
