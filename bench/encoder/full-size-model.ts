import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeClipFolder } from './full-size-clip.js';
import { makeModelFolder } from './make-checkpoint.js';

const MAKERS = {
  'visualized-bge': makeModelFolder,
  clip: (folder: string) => writeClipFolder(folder),
  'clip-large': (folder: string) => writeClipFolder(folder, 'large'),
};
export type FamilyMade = keyof typeof MAKERS;
export const isFamilyMade = (name: string): name is FamilyMade => Object.hasOwn(MAKERS, name);

/** Folder of a model of the published size with made-up weights, made once and kept in `.cache/bench`. */
export async function fullSizeModel(family: FamilyMade = 'visualized-bge'): Promise<string> {
  const name = family === 'visualized-bge' ? 'full-size-noise' : `full-size-${family}-noise`;
  const folder = fileURLToPath(new URL(`../../.cache/bench/${name}`, import.meta.url));
  if (existsSync(join(folder, 'config.json'))) return folder;
  console.error('Making a checkpoint of the published size with made-up weights …');
  await mkdir(folder, { recursive: true });
  await MAKERS[family](folder);
  return folder;
}
