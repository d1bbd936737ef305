import { LeopardError } from '../../../../lib/errors.js';
import { IMAGE_ID } from './layout.js';

/** A place in a listing: it stays the same whatever is inserted or deleted, this picture included. */
export interface Place {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly id: string;
}

/** Opaque to clients. */
export function encodeCursor(entry: { readonly time: number; readonly record: { readonly id: string } }): string {
  const bytes = Buffer.alloc(40);
  bytes.writeDoubleBE(entry.time, 0);
  bytes.write(entry.record.id, 8, 'hex');
  return bytes.toString('base64url');
}

/** @throws LeopardError BAD_USER_INPUT */
export function decodeCursor(cursor: string): Place {
  const bytes = Buffer.from(cursor, 'base64url');
  const time = bytes.length === 40 ? bytes.readDoubleBE(0) : NaN;
  const id = bytes.subarray(8).toString('hex');
  if (!Number.isFinite(time) || !IMAGE_ID.test(id)) {
    throw new LeopardError(
      'BAD_USER_INPUT',
      'The cursor in `after` is not one that this server gave out. Leave `after` out to begin with the first page.',
    );
  }
  return { time, id };
}
