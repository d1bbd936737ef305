/**
 * npm leaves a platform's optional package out of package-lock.json where it could not be looked up when the lock was
 * written, and `npm ci` then refuses the lock everywhere. This writes those entries: `npm run lock`.
 */
import { readFile, writeFile } from 'node:fs/promises';

interface LockEntry {
  version?: string;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

const SYSTEMS = ['darwin', 'linux', 'win32', 'android'];
const PROCESSORS = ['x64', 'arm64', 'arm', 'riscv64'];

/** What a package such as `@napi-rs/canvas-linux-arm64-musl` is for, by its name, as its makers' tools write it. */
function platformOf(name: string): Pick<LockEntry, 'os' | 'cpu' | 'libc'> | undefined {
  const parts = name.split(/[/-]/);
  const os = parts.find((part) => SYSTEMS.includes(part));
  const cpu = parts.find((part) => PROCESSORS.includes(part));
  if (os === undefined || cpu === undefined) return undefined;
  const libc = parts.includes('musl') ? ['musl'] : parts.includes('gnu') ? ['glibc'] : undefined;
  return { cpu: [cpu], ...(libc && { libc }), os: [os] };
}

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(await readFile(file, 'utf8')) as { packages: Record<string, LockEntry> };
for (const { optionalDependencies = {} } of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const platform = platformOf(name);
    // Only exact versions: a range could mean anything.
    if (!platform || !/^\d/.test(version) || lock.packages[`node_modules/${name}`]) continue;
    const { os, ...rest } = platform;
    // In npm's own order, so that its next run changes nothing.
    lock.packages[`node_modules/${name}`] = { version, ...rest, optional: true, os };
    process.stdout.write(`${name}@${version}\n`);
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
await writeFile(file, `${JSON.stringify(lock, null, 2)}\n`);
