import { LeopardError } from '../../../lib/errors.js';
import { revisionOf, type VectorStore } from '../../storage/vectors/index.js';
import type { StoredImage } from '../../storage/images.js';
import type { Finding } from './findings.js';

/** Compares the pictures with the vector store: what is missing there, what has older metadata, what has no picture. */
export async function* examineIndex(records: Iterable<StoredImage>, vectors: VectorStore): AsyncGenerator<Finding> {
  const indexed = new Map<string, string>();
  try {
    for await (const { id, revision } of vectors.revisions()) indexed.set(id, revision);
  } catch (error) {
    if (!(error instanceof LeopardError)) throw error;
    yield { kind: 'INDEX_UNREACHABLE', subject: vectors.collection, message: error.message };
    return;
  }
  for (const { id, metadata } of records) {
    const revision = indexed.get(id);
    indexed.delete(id);
    if (revision === undefined) {
      yield { kind: 'NOT_INDEXED', subject: id, message: `is not in the index ${vectors.collection}` };
    } else if (revision !== revisionOf(metadata)) {
      yield { kind: 'OUTDATED_IN_INDEX', subject: id, message: 'is in the index with other metadata' };
    }
  }
  for (const id of indexed.keys()) {
    yield {
      kind: 'VECTOR_WITHOUT_PICTURE',
      subject: id,
      message: `is in the index ${vectors.collection}, but no picture is`,
    };
  }
}
