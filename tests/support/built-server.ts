import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const place = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Program of the processes that tests start: what was built loads in a fraction of the time that the source takes. */
export const BUILT_PROGRAM = place('dist/leopard.cjs');

/** Before the first test: builds the server anew where its source is newer. */
export default function setup(): void {
  if (changedAt(place('src')) > builtAt())
    execFileSync('npm', ['run', '--silent', 'build:server'], { cwd: place('.'), stdio: 'inherit' });
}

function builtAt(): number {
  try {
    return statSync(BUILT_PROGRAM).mtimeMs;
  } catch {
    return 0;
  }
}

const changedAt = (folder: string): number =>
  Math.max(
    ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => statSync(join(folder, name)).mtimeMs),
  );
