import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeClipFolder } from './full-size-clip.js';
import { makeModelFolder } from './make-checkpoint.js';

const MAKERS = { 'visualized-bge': makeModelFolder, clip: writeClipFolder };
export type FamilyMade = keyof typeof MAKERS;
export const isFamilyMade = (name: string): name is FamilyMade => name in MAKERS;

/** Folder of a model of the published size with made-up weights, made once and kept in `.cache/bench`. */
export async function fullSizeModel(family: FamilyMade = 'visualized-bge'): Promise<string> {
  const name = family === 'clip' ? 'full-size-clip-noise' : 'full-size-noise';
  const folder = fileURLToPath(new URL(`../../.cache/bench/${name}`, import.meta.url));
  if (existsSync(join(folder, 'config.json'))) return folder;
  console.error('Making a checkpoint of the published size with made-up weights …');
  await mkdir(folder, { recursive: true });
  await MAKERS[family](folder);
  return folder;
}
