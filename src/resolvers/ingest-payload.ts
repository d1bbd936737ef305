import { clientMessage } from '../config/client-message.js';
import type { IngestPayload } from '../schema/ingest.js';
import type { IngestResult, IngestStatus } from '../services/collection/ingestion/types.js';

/** The outcomes in order, and how many there were of each kind. */
export function ingestPayload(results: readonly IngestResult[]): IngestPayload {
  const count = (status: IngestStatus) => results.filter((result) => result.status === status).length;
  return {
    outcomes: results.map((result, index) => ({
      index,
      status: result.status,
      image: result.status === 'REJECTED' ? null : { ...result.image },
      searchable: result.status !== 'REJECTED' && result.searchable,
      error:
        result.status === 'REJECTED' ? { code: result.error.code, message: clientMessage(result.error.message) } : null,
    })),
    stored: count('STORED'),
    updated: count('UPDATED'),
    unchanged: count('UNCHANGED'),
    rejected: count('REJECTED'),
  };
}
