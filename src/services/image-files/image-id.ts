import { webcrypto } from 'node:crypto';

/** Id of a picture: SHA-256 of its bytes, hexadecimal. Large files are hashed off the event loop. */
export async function imageId(bytes: Uint8Array): Promise<string> {
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes)).toString('hex');
}

/** Whether a text has the form of an id. */
export const isImageId = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);
