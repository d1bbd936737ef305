import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The built command: it starts in a fraction of the time that the source takes. */
export const PROGRAM = join(ROOT, 'dist/main.js');

/** Once for all tests that run the command: builds the server where its source is newer than what was built of it. */
export default async function setup(): Promise<void> {
  const built = await stat(PROGRAM).catch(() => undefined);
  const files = await readdir(join(ROOT, 'src'), { recursive: true, withFileTypes: true });
  const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
  const changes = await Promise.all(paths.map(async (path) => (await stat(path)).mtimeMs));
  if (built && built.mtimeMs > Math.max(...changes)) return;
  await promisify(execFile)('npm', ['run', '--silent', 'build:server'], { cwd: ROOT });
}
