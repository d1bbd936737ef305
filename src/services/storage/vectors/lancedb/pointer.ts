import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '../../../../lib/atomic-file.js';

/** The file beside the tables that said which generation answers, before the database did. */
export async function readPointer(folder: string, base: string): Promise<string | undefined> {
  try {
    return (await readFile(join(folder, `${base}.active`), 'utf8')).trim() || undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
