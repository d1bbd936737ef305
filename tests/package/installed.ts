import { readFile, readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Space on the disk, in MiB: of everything in a folder, and of its largest packages. */
export async function sizeOf(folder: string): Promise<{ total: number; largest: string }> {
  const sizes = new Map<string, number>();
  let total = 0;
  for (const file of await filesOf(folder)) {
    const mebibytes = ((await stat(file)).blocks * 512) / 2 ** 20;
    const [, name = 'leopard'] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file) ?? [];
    sizes.set(name, (sizes.get(name) ?? 0) + mebibytes);
    total += mebibytes;
  }
  const ordered = [...sizes].sort(([, a], [, b]) => b - a).slice(0, 12);
  return { total, largest: ordered.map(([name, mebibytes]) => `${name} ${Math.round(mebibytes)}`).join(', ') };
}

/** Names of packages that npm runs a script of while it installs. */
export async function withInstallScripts(folder: string): Promise<string[]> {
  const manifests = (await filesOf(folder)).filter((file) =>
    /node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/.test(file),
  );
  const parsed = manifests.map(async (file) => JSON.parse(await readFile(file, 'utf8')) as Manifest);
  return (await Promise.all(parsed))
    .filter(({ scripts }) => scripts?.['preinstall'] ?? scripts?.['install'] ?? scripts?.['postinstall'])
    .map(({ name }) => name);
}

interface Manifest {
  readonly name: string;
  readonly scripts?: Readonly<Record<string, string>>;
}

/** Names of packages, or files of them, where they are imported. */
const IMPORT =
  /\b(?:from |import |import\(|resolve\(|require\()['"]((?:@[a-z0-9-]+\/)?[a-z][\w.-]*(?:\/[\w.-]+)*)['"]/g;

/** Asked for where the server runs from its source. */
const OF_THE_CHECKOUT = ['tsx/esm/api'];

/** Files of the server that ask for a package, or a file of one, which is not there. */
export async function unresolved(server: string): Promise<string[]> {
  const files = (await filesOf(join(server, 'dist'))).filter(
    (file) => file.endsWith('.js') && !file.includes('/dist/web/'),
  );
  const missing = files.map(async (file) => {
    const names = [...(await readFile(file, 'utf8')).matchAll(IMPORT)].map(([, name = '']) => name);
    const require = createRequire(file);
    return names
      .filter((name) => !OF_THE_CHECKOUT.includes(name) && !isThere(require, name))
      .map((name) => `${file}: ${name}`);
  });
  return (await Promise.all(missing)).flat();
}

function isThere(require: NodeJS.Require, name: string): boolean {
  try {
    require.resolve(name);
    return true;
  } catch (error) {
    // There, and for `import` only.
    return (error as NodeJS.ErrnoException).code === 'ERR_PACKAGE_PATH_NOT_EXPORTED';
  }
}
