import type { Dirent } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { decodeText } from './text.js';

/** A place on the disk. Names there are bytes: one that is not UTF-8 cannot be written as a string. */
export interface DiskPath {
  /** For the system. */
  readonly path: string | Buffer;
  /** For people, reports and lists. */
  readonly shown: string;
}

export const diskPath = (path: string): DiskPath => ({ path, shown: path });

/** @param name as the system gives it */
export function childOf(folder: DiskPath, name: Buffer): DiskPath {
  const text = decodeText(name);
  const shown = join(folder.shown, text);
  if (typeof folder.path === 'string' && name.equals(Buffer.from(text))) {
    return { path: join(folder.path, text), shown };
  }
  return { path: Buffer.concat([Buffer.from(folder.path), Buffer.from(sep), name]), shown };
}

/** What is in a folder, a few entries at a time. @throws the system's error */
export async function* entriesOf(folder: DiskPath): AsyncIterable<Dirent<Buffer>> {
  // Its type knows no buffers; the function does, like `readdir`, which would read all of a large folder at once.
  const opened = await opendir(folder.path, { encoding: 'buffer' as BufferEncoding });
  yield* opened as unknown as AsyncIterable<Dirent<Buffer>>;
}
