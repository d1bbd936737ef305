import type { ErrorCode } from '../../lib/errors.js';
import type { JsonObject } from '../../lib/json.js';
import type { Survey } from './survey.js';

/** One picture to ingest, not read yet. */
export interface PictureFile {
  /** For the report: a path, a name in an archive, or a line of a list. */
  readonly name: string;
  /** Shown with the picture, where it is new. */
  readonly fileName: string;
  /** Given by a list: replaces the name of a picture that is there already. */
  readonly givenName?: string;
  readonly metadata?: JsonObject;
  /** @throws LeopardError for what cannot be read */
  read(): Promise<Buffer>;
}

export interface IngestOptions {
  /** Largest picture file, in bytes. */
  readonly maximumBytes: number;
  /** Columns of CSV lists that stay text, whatever they look like. */
  readonly textColumns: ReadonlySet<string>;
}

/** What is ingested: surveyed first, then gone through, without ever holding all of it. */
export interface PictureCollection {
  /** Counts what `files` gives, and tells what it leaves out. @throws SetupError LIST_UNREADABLE, LIST_AMBIGUOUS, ARCHIVE_UNREADABLE */
  survey(survey: Survey): Promise<void>;
  /** After `survey`. */
  files(): AsyncIterable<PictureFile>;
}

export interface FileOutcome {
  readonly status: 'STORED' | 'UPDATED' | 'UNCHANGED' | 'REJECTED';
  /** Where it was rejected. */
  readonly error?: { readonly code: ErrorCode; readonly message: string };
}

/** Where pictures go: the services of this process, or a running server. */
export interface IngestTarget {
  /** For the first line of the output. */
  readonly description: string;
  /** Files that may be under way at a time. */
  readonly concurrency: number;
  /** Never rejects for a fault of the picture. */
  ingest(file: PictureFile): Promise<FileOutcome>;
  close(): Promise<void>;
}
