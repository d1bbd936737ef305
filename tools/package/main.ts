// npm run package: the server's package and the typed client's, as tarballs in build/. `npm run test:package` tries them.
import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assemble } from './assemble.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const build = join(root, 'build');

/** Packs a folder; the file's name has no version, so that one command of the documentation is right for all. */
async function pack(folder: string): Promise<void> {
  const { name, version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Record<string, string>;
  execFileSync('npm', ['pack', folder, '--ignore-scripts', '--silent', '--pack-destination', build], { stdio: 'pipe' });
  await rename(join(build, `${name}-${version}.tgz`), join(build, `${name}.tgz`));
  process.stdout.write(`build/${name}.tgz\n`);
}

// What an earlier build left must not travel.
await rm(join(root, 'dist'), { recursive: true, force: true });
for (const script of ['build', 'build:client']) execFileSync('npm', ['run', '--silent', script], { cwd: root });
await mkdir(build, { recursive: true });
await assemble(root, join(build, 'package'));
await pack(join(build, 'package'));
await copyFile(join(root, 'LICENSE'), join(root, 'codegen/client/LICENSE'));
await pack(join(root, 'codegen/client'));
await rm(join(root, 'codegen/client/LICENSE'));
