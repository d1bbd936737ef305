import { cp, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { picture } from '../../support/pictures.js';
import { leopard } from '../../support/command-line.js';
import { allBlocks } from './claims.js';

/** Where a script of the pages finds what it speaks of: pictures, lists, a filled data folder, `leopard` on the path. */
export interface ScriptFolder {
  /** A copy of all of it, for one script. */
  fresh(): Promise<string>;
  readonly settings: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

/** Lists that the pages show, under the names by which their scripts call them. */
const LISTS: Readonly<Record<string, string>> = {
  'docs/ingesting.md jsonl': 'products.jsonl',
  'docs/ingesting.md csv': 'products.csv',
  'docs/evaluating.md jsonl': 'queries.jsonl',
};

/** @param pictures folder of drawn pictures: `images/…`, `themes/…` */
export async function createScriptFolder(pictures: string): Promise<ScriptFolder> {
  const root = await mkdtemp(join(tmpdir(), 'leopard-scripts-'));
  const template = join(root, 'template');
  const at = (...parts: string[]) => join(template, ...parts);
  for (const folder of ['my-pictures', 'shop', 'images_folder/images']) {
    await mkdir(at(folder), { recursive: true });
    for (let seed = 0; seed < 3; seed++) await writeFile(at(folder, `${seed}.png`), await picture(seed));
  }
  await cp(join(pictures, 'themes'), at('themes'), { recursive: true });
  for (const name of ['leopard.jpg', 'shoe.jpg', 'better.jpg', 'images_folder/leopard.jpg']) {
    await copyFile(join(pictures, 'themes/leopard-1.jpg'), at(name));
  }
  await writeFile(at('red-mug.jpg'), await picture(20, { format: 'jpeg' }));
  await writeFile(at('blue-mug.jpg'), await picture(21, { format: 'jpeg' }));
  await writeFile(at('drawing.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  for (const { page, language, code } of allBlocks()) {
    const name = LISTS[`${page} ${language}`];
    if (name !== undefined) await writeFile(at(name), code);
  }
  const options = { folder: template };
  for (const call of [
    ['ingest', 'my-pictures'],
    ['export', 'pictures.tar'],
  ]) {
    const { exitCode, stderr } = await leopard(call, options);
    if (exitCode !== 0) throw new Error(stderr);
  }

  const programs = join(root, 'programs');
  await mkdir(programs);
  const shim = join(import.meta.dirname, 'leopard.mjs');
  await writeFile(join(programs, 'leopard'), `#!/bin/sh\nexec '${process.execPath}' '${shim}' "$@"\n`, { mode: 0o755 });
  let copies = 0;
  return {
    settings: { PATH: `${programs}${delimiter}${process.env['PATH'] ?? ''}`, PORT: '0', ENCODER_WORKERS: '1' },
    async fresh() {
      const copy = join(root, `copy-${copies++}`);
      await cp(template, copy, { recursive: true });
      return copy;
    },
    remove: () => rm(root, { recursive: true }),
  };
}
