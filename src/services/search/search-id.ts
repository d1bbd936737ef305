import { randomBytes } from 'node:crypto';

const TIME_BYTES = 6;
const RANDOM_BYTES = 16;
const SEARCH_ID = /^[A-Za-z0-9_-]{30}$/;

/** Id of a new search: milliseconds since 1970, then 128 random bits, as 30 characters of base64url. */
export function newSearchId(time: number): string {
  const bytes = Buffer.alloc(TIME_BYTES + RANDOM_BYTES);
  bytes.writeUIntBE(time, 0, TIME_BYTES);
  randomBytes(RANDOM_BYTES).copy(bytes, TIME_BYTES);
  return bytes.toString('base64url');
}

/** Milliseconds since 1970 of an id; undefined for what is none. */
export function timeOfSearchId(id: string): number | undefined {
  return SEARCH_ID.test(id) ? Buffer.from(id, 'base64url').readUIntBE(0, TIME_BYTES) : undefined;
}
