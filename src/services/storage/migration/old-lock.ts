import { randomUUID } from 'node:crypto';
import { link, readFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isMissing, removeFile, systemCode, writeSynced } from '../../../lib/atomic-file.js';
import { SetupError } from '../../../lib/errors.js';

/** Who has a folder of the old format: the content of its file `lock`. */
interface OldHolder {
  readonly pid: number;
  readonly host: string;
  /** Linux: random number of that start of the machine. */
  readonly boot: string | null;
  /** Linux: clock ticks between the machine's start and the process's, field 22 of /proc/PID/stat (proc(5)). */
  readonly startTicks: number | null;
  readonly nonce: string;
  readonly since: string;
  readonly url: string | null;
}

/**
 * Takes the lock by which an older Leopard knows that a folder is in use: a file, which stays behind where its owner was killed. The folder
 * is locked by this process, so no other one of this version is at it.
 * @returns gives it up
 * @throws SetupError DATA_FOLDER_LOCKED
 */
export async function takeOldLock(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, 'lock');
  const draft = `${path}.${randomUUID()}`;
  const holder = { pid: process.pid, host: hostname(), boot: bootId(), startTicks: startTicks(process.pid) };
  const own = { ...holder, nonce: randomUUID(), since: new Date().toISOString(), url: null } satisfies OldHolder;
  await writeSynced(draft, JSON.stringify(own));
  try {
    // Either makes the file whole, or fails.
    while (!(await linked(draft, path))) {
      const other = await holderIn(path);
      if (other !== undefined && !isGone(other)) throw locked(folder, path, other);
      await removeFile(path);
    }
  } finally {
    await removeFile(draft);
  }
  return async () => {
    if ((await holderIn(path))?.nonce === own.nonce) await removeFile(path);
  };
}

async function linked(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function holderIn(path: string): Promise<OldHolder | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as OldHolder;
  } catch (error) {
    if (isMissing(error)) return undefined;
    if (!(error instanceof SyntaxError)) throw error;
    const message = `The lock ${path} is not readable. Make sure that no Leopard uses this folder, then delete the file.`;
    throw new SetupError('DATA_FOLDER_LOCKED', message);
  }
}

/** A process on another host or in another container cannot be seen from here, and counts as alive. */
function isGone({ pid, host, boot, startTicks: ticks }: OldHolder): boolean {
  if (host !== hostname()) return false;
  const now = bootId();
  if (boot !== null && now !== null && boot !== now) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (systemCode(error) === 'ESRCH') return true;
  }
  // Its number may have been given to another process.
  const started = startTicks(pid);
  return ticks !== null && started !== null && ticks !== started;
}

const bootId = (): string | null => readLinux('/proc/sys/kernel/random/boot_id')?.trim() ?? null;

function startTicks(pid: number): number | null {
  const stat = readLinux(`/proc/${pid}/stat`);
  // The second field is the command in parentheses and may hold anything; count from its end.
  const ticks = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  return ticks === undefined ? null : Number(ticks);
}

function readLinux(path: string): string | undefined {
  try {
    return process.platform === 'linux' ? readFileSync(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

function locked(folder: string, path: string, { pid, host, since, url }: OldHolder): SetupError {
  const where = url === null ? '' : `, listening at ${url}`;
  const gone = host === hostname() ? '' : ` If that machine or container is gone for good, delete ${path}.`;
  return new SetupError(
    'DATA_FOLDER_LOCKED',
    `The data folder ${folder} is in use by process ${pid} on ${host}${where}, since ${since}. Stop it, or use another DATA_FOLDER.${gone}`,
  );
}
