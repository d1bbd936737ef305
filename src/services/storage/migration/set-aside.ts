import { copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from '../../../lib/atomic-file.js';
import { sheetKey } from '../types/index.js';

/** Where the files of the old format lie after a migration, until `leopard doctor --remove-old`. */
export const OLD_FOLDER = 'old-format';

/**
 * Files and folders that nothing reads any more. `vector-store.json` stays: without it an older Leopard that is started by mistake
 * would make an index of its own before it comes to refuse the folder.
 */
const SUPERSEDED = ['records.log', 'embeddings.f32', 'searches', 'keys.json', 'signing-secret', 'reranker'];

/** Keeps what store.json said, before it says something else. */
export async function keepDescription(folder: string): Promise<void> {
  await mkdir(join(folder, OLD_FOLDER), { recursive: true });
  await copyFile(join(folder, 'store.json'), join(folder, OLD_FOLDER, 'store.json'));
}

/** Moves the files of the old format out of the way; goes on where a kill interrupted it. */
export async function setAside(folder: string): Promise<void> {
  // What a rewriting of the log left that was killed.
  await rm(join(folder, 'records.log.new'), { force: true });
  await moveSheets(folder);
  const touched = new Set<string>();
  for (const name of SUPERSEDED) {
    const path = join(folder, name);
    const target = join(folder, OLD_FOLDER, name);
    // What an older Leopard made afterwards, before it refused the folder, does not take the place of what was there.
    if (!(await isThere(path)) || (await isThere(target))) continue;
    await mkdir(dirname(target), { recursive: true });
    await rename(path, target);
    touched.add(dirname(path)).add(dirname(target));
  }
  for (const changed of touched) await syncFolder(changed);
}

const SHEET = /^([0-9a-f]{64})\.png$/;

/** Contact sheets keep their addresses. They were drawn from what is elsewhere: no second copy of them is kept. */
async function moveSheets(folder: string): Promise<void> {
  const sheets = join(folder, 'reranker', 'sheets');
  const names = (await isThere(sheets)) ? await readdir(sheets) : [];
  for (const name of names) {
    const [, id] = SHEET.exec(name) ?? [];
    if (id === undefined) continue;
    await mkdir(dirname(join(folder, sheetKey(id))), { recursive: true });
    await rename(join(sheets, name), join(folder, sheetKey(id)));
  }
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
