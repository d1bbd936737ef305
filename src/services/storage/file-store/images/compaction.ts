import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { StoredEntry } from './stored-entry.js';
import { removeFile, syncFolder } from '../../../../lib/atomic-file.js';
import { encodeGroup, type Operation } from './record-log.js';

/** Operations on one line of a rewritten log. */
const GROUP = 64;

/**
 * Writes a log that holds nothing but what is true now and puts it in the place of the old one, so that nothing of a
 * deleted picture's record stays on the disk. The old log answers until the new one is whole.
 * @param unfinished deletions whose files may still be there: id to slot
 */
export async function rewriteLog(
  path: string,
  entries: readonly StoredEntry[],
  unfinished: ReadonlyMap<string, number>,
): Promise<{ bytes: number; operations: number }> {
  const operations: Operation[] = [...unfinished].map(([id, slot]) => ({ delete: id, slot }));
  const temporary = `${path}.new`;
  let bytes = 0;
  try {
    const handle = await open(temporary, 'w');
    try {
      for (let start = 0; start < operations.length + entries.length; start += GROUP) {
        const group = entries
          .slice(Math.max(0, start - operations.length), Math.max(0, start + GROUP - operations.length))
          .map(({ record, slot, checksum }): Operation => ({ put: record, slot, checksum }));
        const data = encodeGroup([...operations.slice(start, start + GROUP), ...group]);
        await handle.appendFile(data);
        bytes += data.length;
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await removeFile(temporary);
    throw error;
  }
  await syncFolder(dirname(path));
  return { bytes, operations: operations.length + entries.length };
}
