import { randomFillSync } from 'node:crypto';

const TIME_BYTES = 6;
const RANDOM_BYTES = 16;
/** Drawn at once: a draw costs the same however long it is. */
const POOL = Buffer.alloc(256 * RANDOM_BYTES);
let used = POOL.length;

const SEARCH_ID = /^[A-Za-z0-9_-]{30}$/;

/** Id of a new search: milliseconds since 1970, then 128 random bits, as 30 characters of base64url. */
export function newSearchId(time: number): string {
  if (used === POOL.length) {
    randomFillSync(POOL);
    used = 0;
  }
  const bytes = Buffer.alloc(TIME_BYTES + RANDOM_BYTES);
  bytes.writeUIntBE(time, 0, TIME_BYTES);
  POOL.copy(bytes, TIME_BYTES, used, (used += RANDOM_BYTES));
  return bytes.toString('base64url');
}

/** Milliseconds since 1970 of an id; undefined for what is none. */
export function timeOfSearchId(id: string): number | undefined {
  return SEARCH_ID.test(id) ? Buffer.from(id, 'base64url').readUIntBE(0, TIME_BYTES) : undefined;
}
