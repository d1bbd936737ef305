import { copyFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isMissing, syncFolder } from '../../../lib/atomic-file.js';

/** Where the files of the old format lie after a migration, until `leopard doctor --remove-old`. */
export const OLD_FOLDER = 'old-format';

/** Files and folders that nothing reads any more. */
const SUPERSEDED = ['records.log', 'embeddings.f32', 'searches', 'vector-store.json'];

/** Keeps what store.json said, before it says something else. */
export async function keepDescription(folder: string): Promise<void> {
  await mkdir(join(folder, OLD_FOLDER), { recursive: true });
  await copyFile(join(folder, 'store.json'), join(folder, OLD_FOLDER, 'store.json'));
}

/** Moves the files of the old format out of the way; goes on where a kill interrupted it. */
export async function setAside(folder: string): Promise<void> {
  // What a rewriting of the log left that was killed.
  await rm(join(folder, 'records.log.new'), { force: true });
  const touched = new Set<string>();
  for (const name of SUPERSEDED) {
    const path = join(folder, name);
    if ((await stat(path).catch(() => undefined)) === undefined) continue;
    const target = join(folder, OLD_FOLDER, name);
    await mkdir(dirname(target), { recursive: true });
    await rename(path, target).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
    });
    touched.add(dirname(path)).add(dirname(target));
  }
  for (const changed of touched) await syncFolder(changed);
}
