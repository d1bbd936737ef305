import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { SetupError } from '../../../../lib/errors.js';

/**
 * A file read by position: `read` gives exactly the bytes asked for. Sizes and positions in bytes.
 * It waits for them: a model is opened before anything is served, and its hundreds of tiny reads take ten times as long
 * when each goes through the thread pool.
 */
export interface RandomAccess {
  readonly path: string;
  readonly size: number;
  read(start: number, length: number): Buffer;
}

/** Opens the file for the time of one call, so that no descriptor outlives a failure. */
export function withFile<T>(path: string, use: (file: RandomAccess) => T): T {
  const descriptor = openFile(path);
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) throw new SetupError('CHECKPOINT_UNREADABLE', `${path} is not a file.`);
    return use({
      path,
      size: stat.size,
      read: (start, length) => {
        const bytes = Buffer.alloc(inside(path, start, length, stat.size));
        for (let done = 0; done < length;) {
          const count = readSync(descriptor, bytes, done, length - done, start + done);
          if (count === 0) throw truncated(path);
          done += count;
        }
        return bytes;
      },
    });
  } finally {
    closeSync(descriptor);
  }
}

function openFile(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (cause) {
    throw new SetupError('CHECKPOINT_UNREADABLE', `${path} cannot be opened. Check the path and its permissions.`, {
      cause,
    });
  }
}

/** The same over bytes in memory. */
export function inMemory(path: string, content: Buffer): RandomAccess {
  return {
    path,
    size: content.length,
    read: (start, length) => {
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
