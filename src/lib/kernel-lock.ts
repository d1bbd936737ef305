import { DatabaseSync } from '@photostructure/sqlite';

/** A lock that one process has at a time. */
export interface KernelLock {
  /** Safe to call twice. */
  release(): void;
}

/** Locks that are held: the driver closes a database that nobody refers to any more, and its lock would be gone. */
const held = new Set<InstanceType<typeof DatabaseSync>>();

/** SQLITE_BUSY: https://sqlite.org/rescode.html */
const BUSY = 5;

/**
 * Takes a lock: SQLite's on a file of its own, which nothing else in the process may open, since closing that would drop the lock. The
 * kernel gives it up when the process dies, whatever killed it, and it holds across containers that share the file system.
 * @param path of the file, which is made where it is missing; its folder has to be there
 * @returns undefined where another process has it
 * @throws what the driver says of a file that cannot be opened or written
 */
export function tryKernelLock(path: string): KernelLock | undefined {
  let database: InstanceType<typeof DatabaseSync> | undefined;
  try {
    database = new DatabaseSync(path);
    // Another process that starts at this instant may only be looking.
    database.exec('PRAGMA busy_timeout = 200; PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE');
    database.exec('BEGIN EXCLUSIVE; COMMIT');
  } catch (error) {
    database?.close();
    if (isBusy(error as Error & { errcode?: number })) return undefined;
    throw error;
  }
  const taken = database;
  held.add(taken);
  return {
    release: () => {
      if (held.delete(taken)) taken.close();
    },
  };
}

const isBusy = ({ errcode, message }: Error & { errcode?: number }): boolean =>
  errcode === undefined ? /database (table )?is locked/.test(message) : (errcode & 0xff) === BUSY;
