import { randomUUID } from 'node:crypto';
import { constants, existsSync, readFileSync } from 'node:fs';
import { access, mkdir, writeFile, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { SetupError } from '../../../../lib/errors.js';
import { notOpened, readOnly, SqliteFault, tooManyFiles } from './faults.js';

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
 * Takes a data folder, creating it where needed. The lock is SQLite's on a file that nothing else opens: the kernel gives it up when the
 * process dies, whatever killed it, and it holds across containers that share the file system. (Not on leopard.db, where it would shut
 * out our own reading thread; and a file that holds a lock must not be opened by anything else in the process, which would drop it.)
 * @throws SetupError DATA_FOLDER_LOCKED naming the owner, DATA_FOLDER_READ_ONLY, TOO_MANY_OPEN_FILES
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw asSetup(folder, error);
  }
  const database = take(folder);
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
      database.close();
    },
  };
}

/** Who has the folder now; undefined where nobody does. What the hint does not say is null. */
export async function readFolderHolder(folder: string): Promise<Partial<FolderHolder> | undefined> {
  if (!existsSync(lockPath(folder))) return undefined;
  let database;
  try {
    database = take(folder);
  } catch (error) {
    if (error instanceof SetupError && error.code === 'DATA_FOLDER_LOCKED') return hint(folder);
    return undefined;
  }
  database.close();
  return undefined;
}

function take(folder: string): InstanceType<typeof DatabaseSync> {
  let database: InstanceType<typeof DatabaseSync> | undefined;
  try {
    database = new DatabaseSync(lockPath(folder));
    // Another server that starts at this instant may only be looking.
    database.exec('PRAGMA busy_timeout = 200; PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE');
    database.exec('BEGIN EXCLUSIVE; COMMIT');
    return database;
  } catch (error) {
    database?.close();
    const fault = new SqliteFault(error as Error);
    if (fault.kind === 'busy') throw locked(folder);
    throw notOpened(lockPath(folder), fault, true);
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

function asSetup(folder: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') return readOnly(folder, error);
  if (code === 'EMFILE' || code === 'ENFILE') return tooManyFiles(folder, error);
  return error;
}
