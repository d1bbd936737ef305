import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Asks the system to forget the contents of a folder's files (GNU dd does that without special rights); false where it cannot. */
export async function dropFromPageCache(folder: string): Promise<boolean> {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const { status } = spawnSync('dd', [
      `if=${join(entry.parentPath, entry.name)}`,
      'iflag=nocache',
      'count=0',
      'status=none',
    ]);
    if (status !== 0) return false;
  }
  return true;
}
