import { LeopardError } from '../../../../lib/errors.js';

const CURSOR_BYTES = 8;

/** Opaque to clients. */
export function encodeCursor(position: number): string {
  const bytes = Buffer.alloc(CURSOR_BYTES);
  bytes.writeBigUInt64BE(BigInt(position));
  return bytes.toString('base64url');
}

/** @throws LeopardError BAD_USER_INPUT */
export function decodeCursor(cursor: string): number {
  const bytes = Buffer.from(cursor, 'base64url');
  const position = bytes.length === CURSOR_BYTES ? Number(bytes.readBigUInt64BE()) : NaN;
  if (!Number.isSafeInteger(position) || bytes.toString('base64url') !== cursor) {
    throw new LeopardError(
      'BAD_USER_INPUT',
      'The cursor in `after` is not one that this server gave out. Leave `after` out to begin with the first page.',
    );
  }
  return position;
}
