/** What can be wrong with a data folder. */
export type FindingKind =
  | 'RECORDS_DAMAGED'
  | 'ORIGINAL_MISSING'
  | 'ORIGINAL_DAMAGED'
  | 'EMBEDDING_DAMAGED'
  | 'ORIGINAL_WITHOUT_RECORD'
  | 'UNKNOWN_FILE'
  | 'UNFINISHED_WRITE'
  | 'UNFINISHED_DELETION'
  | 'NOT_INDEXED'
  | 'OUTDATED_IN_INDEX'
  | 'VECTOR_WITHOUT_PICTURE'
  | 'INDEX_UNREACHABLE';

export interface Finding {
  readonly kind: FindingKind;
  /** Id of the picture, or path in the data folder. */
  readonly subject: string;
  /** For people. */
  readonly message: string;
}

/** What every start mends by itself, and what harms nothing: worth a line, no fault. */
const HARMLESS: ReadonlySet<FindingKind> = new Set(['UNFINISHED_WRITE', 'UNFINISHED_DELETION', 'UNKNOWN_FILE']);

export function isFault({ kind }: Finding): boolean {
  return !HARMLESS.has(kind);
}

/** What `--repair` does about it; null where it leaves it alone. */
export const REPAIRS: Readonly<Record<FindingKind, string | null>> = {
  RECORDS_DAMAGED: 'the readable records are written anew, the damaged log is kept in damaged/',
  ORIGINAL_MISSING: 'the picture is taken out of the store; its record is kept in damaged/records.jsonl',
  ORIGINAL_DAMAGED: 'the picture is taken out of the store; what is left of it is kept in damaged/',
  EMBEDDING_DAMAGED: 'the picture is moved to recovered/, from where `leopard ingest` stores it again',
  ORIGINAL_WITHOUT_RECORD: 'the picture is moved to recovered/, from where `leopard ingest` stores it again',
  UNKNOWN_FILE: null,
  UNFINISHED_WRITE: 'removed: it was never acknowledged',
  UNFINISHED_DELETION: 'completed',
  NOT_INDEXED: 'written to the index',
  OUTDATED_IN_INDEX: 'written to the index again',
  VECTOR_WITHOUT_PICTURE: 'removed from the index',
  INDEX_UNREACHABLE: null,
};
