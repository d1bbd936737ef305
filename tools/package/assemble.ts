import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { carry } from './carry.js';
import { packageManifest, type ProjectManifest } from './manifest.js';
import { type Lock, type Platform, productionTree } from './production-tree.js';

const run = promisify(execFile);
const RUNTIME = 'node_modules/onnxruntime-node/bin/napi-v6';

/** Lays out the package in `target`, which is emptied before, from the built checkout in `root`. */
export async function assemble(root: string, target: string): Promise<void> {
  const read = async <T>(name: string) => JSON.parse(await readFile(join(root, name), 'utf8')) as T;
  const project = await read<ProjectManifest>('package.json');
  const { packages: lock } = await read<{ packages: Lock }>('package-lock.json');
  const platforms = await platformsOf(join(root, RUNTIME));
  const tree = productionTree(lock, platforms);
  await rm(target, { recursive: true, force: true });
  for (const file of await ownFiles(root)) {
    await mkdir(dirname(join(target, file)), { recursive: true });
    await cp(join(root, file), join(target, file));
  }
  for (const folder of tree.carried) await carry(folder, root, target, lock);
  await cp(fileURLToPath(new URL('keep-own-platform.mjs', import.meta.url)), join(target, 'keep-own-platform.mjs'));
  const versions = Object.keys(project.dependencies).map((name) => [name, lock[`node_modules/${name}`]?.version ?? '']);
  const manifest = packageManifest(project, tree, Object.fromEntries(versions), platforms);
  await writeFile(join(target, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** The platforms that ONNX Runtime is built for: the only ones the server runs on. */
async function platformsOf(folder: string): Promise<Platform[]> {
  const systems = await readdir(folder);
  const found = systems.map(async (os) => (await readdir(join(folder, os))).map((cpu) => ({ os, cpu })));
  return (await Promise.all(found)).flat();
}

/** What `files` of package.json names, as npm understands it. */
async function ownFiles(root: string): Promise<string[]> {
  const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    maxBuffer: 2 ** 26,
  });
  const [report] = Object.values(JSON.parse(stdout) as Record<string, { files: { path: string }[] }>);
  return (report?.files ?? []).map(({ path }) => path);
}
