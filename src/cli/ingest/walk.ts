import { basename } from 'node:path';
import { childOf, type DiskPath, entriesOf } from './disk-path.js';
import { fileLeftAlone, folderLeftAlone } from './left-alone.js';

/** What is found on the way through a folder. */
export type Found =
  | { readonly picture: DiskPath }
  | { readonly unreadable: DiskPath; readonly error: unknown }
  /** The kind of what is left alone: see left-alone.ts. */
  | { readonly leftOut: string; readonly path: DiskPath };

/** Everything below a folder, whatever its depth; links are not followed. Never rejects: a folder that cannot be read is found as such. */
export async function* walk(folder: DiskPath): AsyncIterable<Found> {
  try {
    for await (const entry of entriesOf(folder)) {
      const child = childOf(folder, entry.name);
      const name = basename(child.shown);
      if (entry.isDirectory()) {
        const kind = folderLeftAlone(name);
        if (kind === undefined) yield* walk(child);
        else yield { leftOut: kind, path: child };
      } else if (entry.isFile()) {
        const kind = fileLeftAlone(name);
        yield kind === undefined ? { picture: child } : { leftOut: kind, path: child };
      } else yield { leftOut: entry.isSymbolicLink() ? 'links' : 'no files', path: child };
    }
  } catch (error) {
    yield { unreadable: folder, error };
  }
}
