import { createCipheriv } from 'node:crypto';
import { open } from 'node:fs/promises';

/** Bytes that are read, and summed up, at once: a millisecond. */
const CHUNK = 4 * 1024 ** 2;
const NOT_SECRET = Buffer.alloc(16);
const ALWAYS_THE_SAME = Buffer.alloc(12);

/**
 * A checksum against damage, hexadecimal: GMAC (NIST SP 800-38D) under a key that everybody knows. Processors compute it four times as
 * fast as a SHA-256, and a start waits for this. It says nothing about who wrote the file.
 * @throws Error where the file cannot be read or is no file
 */
export async function checksumOfFile(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    if (!(await file.stat()).isFile()) throw new Error(`${path} is not a file`);
    const sum = createCipheriv('aes-128-gcm', NOT_SECRET, ALWAYS_THE_SAME);
    const buffer = Buffer.allocUnsafeSlow(CHUNK);
    for (let position = 0; ;) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK, position);
      if (bytesRead === 0) break;
      sum.setAAD(buffer.subarray(0, bytesRead));
      position += bytesRead;
    }
    sum.final();
    return sum.getAuthTag().toString('hex');
  } finally {
    await file.close();
  }
}
