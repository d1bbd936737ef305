import { RULES } from './left-out.js';

/** What the lock file says of one installed package. */
export interface Locked {
  readonly version: string;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** By folder, such as `node_modules/express`; the project itself is ''. */
export type Lock = Readonly<Record<string, Locked>>;

/** An operating system and a processor, as Node names them: `linux`, `x64`. */
export interface Platform {
  readonly os: string;
  readonly cpu: string;
}

export interface ProductionTree {
  /** Folders of the packages that the server needs wherever it runs. */
  readonly carried: ReadonlySet<string>;
  /** Packages made for one platform, and their versions: npm takes the one that fits where it installs. */
  readonly native: Readonly<Record<string, string>>;
}

/** Follows the dependencies of the project, not those of its development. Throws where the lock file lacks one. */
export function productionTree(lock: Lock, platforms: readonly Platform[]): ProductionTree {
  const carried = new Set<string>();
  const native: Record<string, string> = {};
  const visit = (folder: string) => {
    const locked = lock[folder];
    if (!locked) throw new Error(`package-lock.json has no ${folder}`);
    for (const name of dependenciesOf(folder, locked)) {
      const found = resolveFrom(folder, name, lock);
      if (!found) throw new Error(`package-lock.json has no ${name}, which ${folder || 'the project'} depends on`);
      if (carried.has(found)) continue;
      carried.add(found);
      visit(found);
    }
    for (const name of Object.keys(locked.optionalDependencies ?? {})) {
      const found = lock[resolveFrom(folder, name, lock) ?? ''];
      if (!found || !platforms.some((platform) => isFor(found, platform))) continue;
      if ((native[name] ?? found.version) !== found.version) throw new Error(`${name} is needed in two versions`);
      native[name] = found.version;
    }
  };
  visit('');
  return { carried, native };
}

/** Names of what a package cannot run without. */
export function dependenciesOf(folder: string, locked: Locked): string[] {
  const { dependencies, peerDependencies, peerDependenciesMeta, optionalDependencies } = locked;
  const peers = Object.keys(peerDependencies ?? {}).filter((name) => !peerDependenciesMeta?.[name]?.optional);
  const without = [...Object.keys(optionalDependencies ?? {}), ...(RULES[nameOf(folder)]?.without ?? [])];
  return [...Object.keys(dependencies ?? {}), ...peers].filter((name) => !without.includes(name));
}

/** The name that a package is imported by. */
export const nameOf = (folder: string) => folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** The folder that Node finds `name` in, looked for from another package's folder. */
export function resolveFrom(folder: string, name: string, lock: Lock): string | undefined {
  const parts = folder.split('/node_modules/');
  for (let depth = folder === '' ? 0 : parts.length; depth > 0; depth--) {
    const candidate = `${parts.slice(0, depth).join('/node_modules/')}/node_modules/${name}`;
    if (candidate in lock) return candidate;
  }
  return `node_modules/${name}` in lock ? `node_modules/${name}` : undefined;
}

/** ONNX Runtime has no build for musl, so what is made for musl is of no use. */
function isFor({ os, cpu, libc }: Locked, platform: Platform): boolean {
  return Boolean(os?.includes(platform.os) && cpu?.includes(platform.cpu) && (libc?.includes('glibc') ?? true));
}
