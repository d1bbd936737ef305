import { randomBytes, timingSafeEqual } from 'node:crypto';
import { sha256 } from '../../lib/hash.js';

/** read: queries. write: mutations too. */
export const KEY_SCOPES = ['read', 'write'] as const;
export type KeyScope = (typeof KEY_SCOPES)[number];

/** What is kept of a key; the key itself is shown once, when it is made. */
export interface KeyRecord {
  /** Eight hexadecimal digits that follow `leo_` in the key: to name it, no secret. */
  readonly id: string;
  /** What it is for, in its owner's words. */
  readonly name: string;
  readonly scope: KeyScope;
  /** SHA-256 of the key, hexadecimal. The key has 256 random bits, so no slow hash is needed to protect it. */
  readonly hash: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** ISO 8601; the key is refused from then on. */
  readonly expiresAt: string | null;
  /** Requests per minute; REQUESTS_PER_MINUTE where it is null. */
  readonly requestsPerMinute: number | null;
}

const ID_BYTES = 4;
const SECRET_BYTES = 32;
const KEY = /^leo_([0-9a-f]{8})_[A-Za-z0-9_-]{43}$/;

/** A new key: `leo_<id>_<256 random bits in base64url>`. */
export function newKey(): { readonly id: string; readonly key: string } {
  const id = randomBytes(ID_BYTES).toString('hex');
  return { id, key: `leo_${id}_${randomBytes(SECRET_BYTES).toString('base64url')}` };
}

/** The id in a key; undefined for what is no key of ours. */
export function idOfKey(key: string): string | undefined {
  return KEY.exec(key)?.[1];
}

export function hashKey(key: string): string {
  return sha256(key);
}

/** Whether a key is the one of a record, in a time that does not depend on how much of it is right. */
export function isKeyOf(key: string, record: KeyRecord): boolean {
  return timingSafeEqual(Buffer.from(hashKey(key), 'hex'), Buffer.from(record.hash, 'hex'));
}
