import type { EncoderIdentity } from '../../encoder/types.js';
import type { Fault } from '../database/sqlite/protocol.js';

/** What the thread of a migration is started with. */
export interface MigrationSetup {
  readonly folder: string;
  /** Of the database file that is made. */
  readonly target: string;
  readonly identity: EncoderIdentity;
  readonly keysFile: string | undefined;
  /** How long a search is kept. */
  readonly searchSeconds: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export type FromMigration =
  /** Pictures. */
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'done'; readonly pictures: number; readonly searches: number }
  /** `setup`: code of a SetupError. */
  | { readonly kind: 'failed'; readonly fault: Fault; readonly setup?: string };

/** What the thread is started with that takes pictures out of files of the old format. */
export interface ErasureSetup {
  /** Path of the log. */
  readonly records: string;
  /** Path of the embeddings. */
  readonly embeddings: string;
  readonly dimension: number;
  readonly ids: readonly string[];
}
