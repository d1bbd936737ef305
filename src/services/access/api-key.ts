import { randomBytes, timingSafeEqual } from 'node:crypto';
import { sha256 } from '../../lib/hash.js';
import type { ApiKeyRecord, ApiKeyScope } from '../storage/types/index.js';

/** read: queries. write: mutations too. */
export const KEY_SCOPES: readonly ApiKeyScope[] = ['read', 'write'];

const ID_BYTES = 4;
const SECRET_BYTES = 32;
const KEY = /^leo_([0-9a-f]{8})_[A-Za-z0-9_-]{43}$/;

/** A new key: `leo_<id>_<256 random bits in base64url>`; eight hexadecimal digits name it. */
export function newKey(): { readonly id: string; readonly key: string } {
  const id = randomBytes(ID_BYTES).toString('hex');
  return { id, key: `leo_${id}_${randomBytes(SECRET_BYTES).toString('base64url')}` };
}

/** The id in a key; undefined for what is no key of ours. */
export function idOfKey(key: string): string | undefined {
  return KEY.exec(key)?.[1];
}

/** The key has 256 random bits, so no slow hash is needed to protect it. */
export function hashKey(key: string): string {
  return sha256(key);
}

/** Whether a key is the one of a record, in a time that does not depend on how much of it is right. */
export function isKeyOf(key: string, record: ApiKeyRecord): boolean {
  return timingSafeEqual(Buffer.from(hashKey(key), 'hex'), Buffer.from(record.hash, 'hex'));
}
