import type { LeopardError } from '../../../lib/errors.js';
import type { PictureSource } from '../picture-source.js';
import type { JsonObject } from '../../../lib/json.js';
import type { StoredImage } from '../../storage/types/index.js';

export type IngestStatus = 'STORED' | 'UPDATED' | 'UNCHANGED' | 'REJECTED';

export interface IngestInput {
  readonly source: PictureSource;
  /** Shown with the picture; that of the source where it is left out. */
  readonly fileName?: string;
  /** The name of a picture that is new, in place of that of the source. */
  readonly defaultFileName?: string;
  /** Given: replaces what a picture of the same bytes had. Left out: keeps it. */
  readonly metadata?: JsonObject;
}

export type IngestResult =
  | {
      readonly status: 'STORED' | 'UPDATED' | 'UNCHANGED';
      readonly image: StoredImage;
      /** False: stored, and found by searches as soon as the vector store answers again. */
      readonly searchable: boolean;
    }
  | { readonly status: 'REJECTED'; readonly error: LeopardError };
