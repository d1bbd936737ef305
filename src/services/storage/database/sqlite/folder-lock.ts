import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { SetupError } from '../../../../lib/errors.js';
import { type KernelLock, tryKernelLock } from '../../../../lib/kernel-lock.js';
import { requireWritable } from './check-folder.js';
import { notOpened, SqliteFault } from './faults.js';

/** Who has a data folder: a hint beside the lock, for people and for commands that go through the server. */
export interface FolderHolder {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601. */
  readonly since: string;
  /** Address of the server that has the folder, once it listens. */
  readonly url: string | null;
  /** By which a command proves to that server that it may read the folder: the file is its owner's alone. */
  readonly token: string;
}

/** Ownership of a data folder; one process has it at a time. */
export interface FolderLock {
  /** Tells others where the owner listens. */
  announce(url: string): Promise<void>;
  /** Safe to call twice. */
  release(): Promise<void>;
}

const lockPath = (folder: string) => join(folder, 'lock.db');
const holderPath = (folder: string) => join(folder, 'lock.holder');

/**
 * Takes a data folder, creating it where needed. (The lock is not on leopard.db, where it would shut out our own reading thread.)
 * @throws SetupError DATA_FOLDER_LOCKED naming the owner; what `requireWritable` and `notOpened` give
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  await requireWritable(folder, true);
  const lock = take(folder);
  if (lock === undefined) throw locked(folder);
  const holder: FolderHolder = {
    pid: process.pid,
    host: hostname(),
    since: new Date().toISOString(),
    url: null,
    token: randomUUID(),
  };
  let released = false;
  await note(folder, holder);
  return {
    announce: async (url) => {
      if (!released) await note(folder, { ...holder, url });
    },
    release: async () => {
      if (released) return;
      released = true;
      await rm(holderPath(folder), { force: true }).catch(() => undefined);
      lock.release();
    },
  };
}

/** Who has the folder now; undefined where nobody does. What the hint does not say is null. */
export async function readFolderHolder(folder: string): Promise<Partial<FolderHolder> | undefined> {
  if (!existsSync(lockPath(folder))) return undefined;
  try {
    const lock = take(folder);
    if (lock === undefined) return hint(folder);
    lock.release();
  } catch {
    // Whoever needs the folder says what is wrong with it.
  }
  return undefined;
}

/** Undefined where another process has it. */
function take(folder: string): KernelLock | undefined {
  try {
    return tryKernelLock(lockPath(folder));
  } catch (error) {
    throw notOpened(lockPath(folder), new SqliteFault(error as Error), true);
  }
}

/** A hint that cannot be written, on a full disk for instance, stops nobody. */
async function note(folder: string, holder: FolderHolder): Promise<void> {
  const draft = `${holderPath(folder)}.new`;
  try {
    await writeFile(draft, `${JSON.stringify(holder)}\n`, { mode: 0o600 });
    await rename(draft, holderPath(folder));
  } catch {
    await rm(draft, { force: true }).catch(() => undefined);
  }
}

function hint(folder: string): Partial<FolderHolder> {
  try {
    return JSON.parse(readFileSync(holderPath(folder), 'utf8')) as Partial<FolderHolder>;
  } catch {
    return {};
  }
}

function locked(folder: string): SetupError {
  const { pid, host, since, url } = hint(folder);
  const who = pid === undefined ? 'another process' : `process ${pid} on ${host}`;
  const where = url ? `, listening at ${url}` : '';
  return new SetupError(
    'DATA_FOLDER_LOCKED',
    `The data folder ${folder} is in use by ${who}${where}${since ? `, since ${since}` : ''}. Stop it, or use another DATA_FOLDER.`,
  );
}
