import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CACHE = join(import.meta.dirname, '..', '..', '.cache', 'python');
const INTERPRETERS = ['python3.11', 'python3.10', 'python3', 'python'];

export type PythonEnvironment = 'milvus-lite' | 'milvus-standalone' | 'kubernetes' | 'postgres' | 'go';

/**
 * Folder of a Python virtual environment with the pinned packages of `python/<name>.txt`, made on first use and kept in `.cache/`.
 * Where there is no Python 3.10 or 3.11: undefined, with a warning; with CI=true an error, so that no build passes without these tests.
 */
export async function pythonEnvironment(name: PythonEnvironment): Promise<string | undefined> {
  const interpreter = await findInterpreter();
  if (!interpreter) {
    const message = `Tests on ${name} need Python 3.10 or 3.11, with venv and pip.`;
    if (process.env['CI'] === 'true') throw new Error(message);
    console.warn(`\n!!! SKIPPED: ${message}\n`);
    return undefined;
  }
  const requirements = join(import.meta.dirname, 'python', `${name}.txt`);
  const hash = createHash('sha256')
    .update(interpreter)
    .update(await readFile(requirements));
  const folder = join(CACHE, `${name}-${hash.digest('hex').slice(0, 8)}`);
  await withLock(`${folder}.lock`, async () => {
    const ready = join(folder, 'ready');
    if (await exists(ready)) return;
    await rm(folder, { recursive: true, force: true });
    await install(interpreter, folder, requirements);
    await writeFile(ready, '');
  });
  return folder;
}

/** By the interpreter's own pip where it has one (22.3 or newer): to give the environment a pip takes three seconds of a processor. */
async function install(interpreter: string, folder: string, requirements: string): Promise<void> {
  const python = join(folder, 'bin', 'python');
  const packages = ['install', '--quiet', '--disable-pip-version-check', '-r', requirements];
  await run(interpreter, ['-m', 'venv', '--without-pip', folder]);
  const hasPip = await run(interpreter, ['-m', 'pip', '--python', python, '--version']).then(
    () => true,
    () => false,
  );
  if (hasPip) return void (await run(interpreter, ['-m', 'pip', '--python', python, ...packages]));
  await run(interpreter, ['-m', 'venv', folder]);
  await run(python, ['-m', 'pip', ...packages]);
}

async function findInterpreter(): Promise<string | undefined> {
  for (const python of INTERPRETERS) {
    try {
      const { stdout } = await run(python, ['-c', 'import sys, venv; print(*sys.version_info[:2], sep=".")']);
      if (['3.10', '3.11'].includes(stdout.trim())) return python;
    } catch {
      continue;
    }
  }
  return undefined;
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

/** One process at a time; a lock whose holder is gone counts for nothing. */
export async function withLock(path: string, work: () => Promise<void>): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  for (;;) {
    const file = await open(path, 'wx').catch(() => undefined);
    if (file) {
      try {
        await file.writeFile(String(process.pid));
        await file.close();
        return await work();
      } finally {
        await rm(path, { force: true });
      }
    }
    const holder = Number(await readFile(path, 'utf8').catch(() => ''));
    if (holder > 0 && !alive(holder)) await rm(path, { force: true });
    else await pause(100);
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
