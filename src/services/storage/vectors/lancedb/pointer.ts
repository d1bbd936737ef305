import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

/** LanceDB knows no aliases: a small file beside the tables says which generation answers. */
const pathOf = (folder: string, pointer: string) => join(folder, `${pointer}.active`);

export async function readPointer(folder: string, pointer: string): Promise<string | undefined> {
  try {
    return (await readFile(pathOf(folder, pointer), 'utf8')).trim() || undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Written beside, fsynced, renamed: after a crash it is the old one or the new one. */
export async function writePointer(folder: string, pointer: string, name: string): Promise<void> {
  const path = pathOf(folder, pointer);
  const file = await open(`${path}.new`, 'w');
  try {
    await file.writeFile(`${name}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
  const directory = await open(folder);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
