import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** What other projects compile with. */
const TYPESCRIPT = join(ROOT, 'node_modules/typescript/bin/tsc');
/** What this one is built with. */
const NATIVE_TYPESCRIPT = join(ROOT, 'node_modules/typescript-native/bin/tsc');

export interface Run {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a command to its end. */
export async function run(command: string, args: readonly string[], cwd: string): Promise<Run> {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, output: `${stdout}${stderr}` };
}

export async function mustRun(command: string, args: readonly string[], cwd: string): Promise<void> {
  const { code, output } = await run(command, args, cwd);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${output}`);
}

/** Another project, as one of our users has it. */
export interface Project {
  readonly folder: string;
  write(name: string, content: string): Promise<void>;
  /** Strict type check and compilation of all its .ts files. */
  compile(): Promise<Run>;
  node(...args: string[]): Promise<Run>;
  remove(): Promise<void>;
}

/** Its libraries are those of this repository: nothing is asked of a registry. */
export async function createProject(libraries: readonly string[] = []): Promise<Project> {
  const scratch = await mkdtemp(join(tmpdir(), 'leopard-client-'));
  const tarball = await packClient(scratch);
  const folder = join(scratch, 'project');
  const write = async (name: string, content: string) => {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  };
  await write('package.json', JSON.stringify({ name: 'project', private: true, type: 'module' }));
  await write(
    'tsconfig.json',
    JSON.stringify({
      compilerOptions: {
        target: 'ES2022',
        lib: ['ES2022', 'DOM', 'DOM.Iterable'],
        module: 'NodeNext',
        moduleDetection: 'force',
        strict: true,
        noUncheckedIndexedAccess: true,
        exactOptionalPropertyTypes: libraries.length === 0,
        typeRoots: [join(ROOT, 'node_modules/@types')],
        types: ['node'],
        // The libraries' own declarations are their makers' business, but for ours, which every program here imports.
        skipLibCheck: libraries.length > 0,
        // apollo-upload-client has its types in JSDoc, and asks for these two.
        ...(libraries.includes('apollo-upload-client') && { allowJs: true, maxNodeModuleJsDepth: 10 }),
      },
      include: ['*.ts'],
    }),
  );
  // As docs/clients.md says: the tarball, and the two packages that it needs beside it.
  const peers = ['graphql', '@graphql-typed-document-node/core'];
  const sources = peers.map((name) => join(ROOT, 'node_modules', name));
  await mustRun(
    'npm',
    ['install', '--offline', '--ignore-scripts', '--install-links', '--no-audit', '--no-fund', tarball, ...sources],
    folder,
  );
  // Other clients have dependencies of their own, which npm would look up; linked, they find those of this repository.
  if (libraries.length > 0) for (const name of [...peers, ...libraries]) await linkLibrary(folder, name);
  return {
    folder,
    write,
    compile: () => run(process.execPath, [TYPESCRIPT, '-p', '.'], folder),
    node: (...args) => run(process.execPath, args, folder),
    remove: () => rm(scratch, { recursive: true, force: true }),
  };
}

async function linkLibrary(folder: string, name: string): Promise<void> {
  const target = join(folder, 'node_modules', name);
  await rm(target, { recursive: true, force: true });
  await mkdir(dirname(target), { recursive: true });
  await symlink(join(ROOT, 'node_modules', name), target, 'junction');
}

/** Builds and packs the client as `npm run build:client && npm pack ./codegen/client` does, apart from the checkout. */
export async function packClient(scratch: string): Promise<string> {
  const built = join(scratch, 'built');
  await mkdir(built);
  for (const name of ['package.json', 'README.md']) await cp(join(ROOT, 'codegen/client', name), join(built, name));
  await mustRun(process.execPath, [NATIVE_TYPESCRIPT, '-p', 'codegen/client', '--outDir', join(built, 'dist')], ROOT);
  await mustRun('npm', ['pack', built, '--pack-destination', scratch], scratch);
  const name = (await readdir(scratch)).find((file) => file.endsWith('.tgz'));
  if (!name) throw new Error('npm pack left no tarball');
  return join(scratch, name);
}
