import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CACHE_FOLDER } from './prepacked-cache.js';
import { checkFiles, GRAPHS, readManifest, WEIGHTS } from './manifest.js';
import { BUILDING } from './tidy.js';

/** A prepacked cache beside a model. */
export interface ExaminedCache {
  readonly folder: string;
  /** What is wrong with it; undefined: every file is as it was written. */
  readonly fault: string | undefined;
}

/** Reads all prepacked weights beside a model. Nothing is changed: a start that needs damaged ones replaces them. */
export async function examineCaches(modelFolder: string): Promise<ExaminedCache[]> {
  const parent = join(modelFolder, CACHE_FOLDER);
  const names = (await readdir(parent).catch(() => [])).filter((name) => !name.startsWith(BUILDING));
  const examined: ExaminedCache[] = [];
  for (const name of names) examined.push(await examine(join(parent, name)));
  return examined;
}

async function examine(folder: string): Promise<ExaminedCache> {
  try {
    await checkFiles(folder, await readManifest(folder), [GRAPHS, WEIGHTS]);
    return { folder, fault: undefined };
  } catch (error) {
    return { folder, fault: error instanceof Error ? error.message : String(error) };
  }
}
