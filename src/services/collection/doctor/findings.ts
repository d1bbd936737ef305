/** What can be wrong with a data folder. */
export type FindingKind =
  | 'DATABASE_DAMAGED'
  | 'ORIGINAL_MISSING'
  | 'ORIGINAL_DAMAGED'
  | 'EMBEDDING_DAMAGED'
  | 'ORIGINAL_WITHOUT_RECORD'
  | 'UNKNOWN_FILE'
  | 'UNFINISHED_DELETION'
  | 'NOT_INDEXED'
  | 'OUTDATED_IN_INDEX'
  | 'VECTOR_WITHOUT_PICTURE'
  | 'INDEX_MISSING'
  | 'INDEX_UNREACHABLE'
  | 'OLD_FILES';

export interface Finding {
  readonly kind: FindingKind;
  /** Id of the picture, or path in the data folder. */
  readonly subject: string;
  /** For people. */
  readonly message: string;
}

/** What every start mends by itself, what a kill leaves of a write that was never acknowledged, and what harms nothing: worth a line, no fault. */
const HARMLESS: ReadonlySet<FindingKind> = new Set([
  'UNFINISHED_DELETION',
  'ORIGINAL_WITHOUT_RECORD',
  'UNKNOWN_FILE',
  'INDEX_MISSING',
  'OLD_FILES',
]);

export function isFault({ kind }: Finding): boolean {
  return !HARMLESS.has(kind);
}

/** What `--repair` does about it; null where it leaves it alone. */
export const REPAIRS: Readonly<Record<FindingKind, string | null>> = {
  DATABASE_DAMAGED: null,
  ORIGINAL_MISSING: 'the picture is taken out of the collection; its record is kept in damaged/records.jsonl',
  ORIGINAL_DAMAGED: 'the picture is taken out of the collection; what is left of it is kept in damaged/',
  EMBEDDING_DAMAGED: 'the picture is moved to recovered/, from where `leopard ingest` stores it again',
  ORIGINAL_WITHOUT_RECORD: 'the picture is moved to recovered/, from where `leopard ingest` stores it again',
  UNKNOWN_FILE: null,
  UNFINISHED_DELETION: 'completed',
  NOT_INDEXED: 'written to the index',
  OUTDATED_IN_INDEX: 'written to the index again',
  VECTOR_WITHOUT_PICTURE: 'removed from the index',
  INDEX_MISSING: null,
  INDEX_UNREACHABLE: null,
  OLD_FILES: null,
};
