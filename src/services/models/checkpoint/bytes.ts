import { open } from 'node:fs/promises';
import { SetupError } from '../../../errors.js';

/** A file read by position: `read` gives exactly the bytes asked for. Sizes and positions in bytes. */
export interface RandomAccess {
  readonly path: string;
  readonly size: number;
  read(start: number, length: number): Promise<Buffer>;
}

/** Opens the file for the time of one call, so that no descriptor outlives a failure. */
export async function withFile<T>(path: string, use: (file: RandomAccess) => Promise<T>): Promise<T> {
  const handle = await open(path).catch((cause: unknown) => {
    throw new SetupError('CHECKPOINT_UNREADABLE', `${path} cannot be opened. Check the path and its permissions.`, {
      cause,
    });
  });
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new SetupError('CHECKPOINT_UNREADABLE', `${path} is not a file.`);
    return await use({
      path,
      size: stat.size,
      read: async (start, length) => {
        const bytes = Buffer.alloc(inside(path, start, length, stat.size));
        for (let done = 0; done < length;) {
          const { bytesRead } = await handle.read(bytes, done, length - done, start + done);
          if (bytesRead === 0) throw truncated(path);
          done += bytesRead;
        }
        return bytes;
      },
    });
  } finally {
    await handle.close();
  }
}

/** The same over bytes in memory. */
export function inMemory(path: string, content: Buffer): RandomAccess {
  return {
    path,
    size: content.length,
    read: async (start, length) => {
      inside(path, start, length, content.length);
      return content.subarray(start, start + length);
    },
  };
}

export function malformed(file: { readonly path: string }, what: string): SetupError {
  return new SetupError(
    'CHECKPOINT_MALFORMED',
    `${file.path} is not a readable PyTorch checkpoint: ${what}. Download it again.`,
  );
}

function inside(path: string, start: number, length: number, size: number): number {
  if (start < 0 || length < 0 || start + length > size) throw truncated(path);
  return length;
}

function truncated(path: string): SetupError {
  return new SetupError(
    'CHECKPOINT_TRUNCATED',
    `${path} is shorter than it says: the file is incomplete. Download it again.`,
  );
}
