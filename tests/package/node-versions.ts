import { execFileSync } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The path of a Node of this major version: the one that runs this, or one from the registry. */
export async function nodeOf(version: string | undefined): Promise<string> {
  if (version === undefined || process.versions.node.startsWith(`${version}.`)) return process.execPath;
  const folder = await mkdtemp(join(tmpdir(), 'leopard-node-'));
  const name = `node-${process.platform}-${process.arch}`;
  execFileSync('npm', ['install', '--prefix', folder, `${name}@${version}`], { cwd: folder, stdio: 'pipe' });
  return join(folder, 'node_modules', name, 'bin/node');
}
