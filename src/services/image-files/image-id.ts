import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';

/** Bytes that are hashed at a stretch: about a millisecond. */
const STEP = 256 * 1024;

/**
 * Id of a picture: SHA-256 of its bytes, hexadecimal. Large ones are hashed step by step, so that the event loop answers others in
 * between; WebCrypto hashes elsewhere, but copies all of it first, which takes as long.
 */
export async function imageId(bytes: Uint8Array): Promise<string> {
  const hash = createHash('sha256');
  for (let at = 0; at < bytes.length; at += STEP) {
    if (at > 0) await setImmediate();
    hash.update(bytes.subarray(at, at + STEP));
  }
  return hash.digest('hex');
}

/** Whether a text has the form of an id. */
export const isImageId = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);
