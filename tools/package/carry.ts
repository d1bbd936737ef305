import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { isLicence, isNeeded } from './left-out.js';
import { dependenciesOf, type Lock, nameOf, resolveFrom } from './production-tree.js';

/** What npm would act on, and must not: everything that is needed lies beside the package already. */
const WITHOUT = ['scripts', 'devDependencies', 'optionalDependencies', 'peerDependencies', 'peerDependenciesMeta'];

/**
 * Copies an installed package, without what is not needed to run it, under the same path of `target`. Its manifest then
 * asks for exactly the versions that lie beside it, and has no scripts.
 */
export async function carry(folder: string, root: string, target: string, lock: Lock): Promise<void> {
  const source = join(root, folder);
  const manifest = JSON.parse(await readFile(join(source, 'package.json'), 'utf8')) as Record<string, unknown>;
  const files = await filesOf(source);
  const hasLicenceFile = files.some((file) => !file.includes('/') && isLicence(file));
  for (const file of files.filter((path) => isNeeded(nameOf(folder), path, hasLicenceFile))) {
    await mkdir(dirname(join(target, folder, file)), { recursive: true });
    await cp(join(source, file), join(target, folder, file));
  }
  const kept = Object.entries(manifest).filter(([key]) => !WITHOUT.includes(key));
  const dependencies = versionsBeside(folder, lock);
  const text = JSON.stringify({ ...Object.fromEntries(kept), dependencies }, null, 2);
  await writeFile(join(target, folder, 'package.json'), `${text}\n`);
}

/** A package's files; those of packages nested in it are their own. */
async function filesOf(source: string): Promise<string[]> {
  const entries = await readdir(source, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(source, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !`/${path}`.includes('/node_modules/'));
}

function versionsBeside(folder: string, lock: Lock): Record<string, string> {
  const locked = lock[folder];
  if (!locked) throw new Error(`package-lock.json has no ${folder}`);
  return Object.fromEntries(
    dependenciesOf(folder, locked).map((name) => {
      const found = lock[resolveFrom(folder, name, lock) ?? ''];
      if (!found) throw new Error(`package-lock.json has no ${name}`);
      return [name, found.version];
    }),
  );
}
