import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeModelFolder } from './make-checkpoint.js';

/** Folder of a model of the published size with made-up weights, made once and kept in `.cache/bench`. */
export async function fullSizeModel(): Promise<string> {
  const folder = fileURLToPath(new URL('../../.cache/bench/full-size-noise', import.meta.url));
  if (existsSync(join(folder, 'config.json'))) return folder;
  console.error('Making a checkpoint of the published size with made-up weights …');
  await mkdir(folder, { recursive: true });
  await makeModelFolder(folder);
  return folder;
}
