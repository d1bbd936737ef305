import { open, rename, rm } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { syncFolder } from '../../../lib/atomic-file.js';
import { SetupError } from '../../../lib/errors.js';
import { nodeArguments, programBeside } from '../../../lib/program.js';
import { notOpened, SqliteFault } from '../database/sqlite/faults.js';
import { markNew, readOldDescription } from './old-folder.js';
import { takeOldLock } from './old-lock.js';
import { keepDescription } from './set-aside.js';
import type { FromMigration, MigrationSetup } from './protocol.js';

const PROGRAM = programBeside('migration-thread', import.meta.url);

export interface FolderMigrationOptions extends Pick<MigrationSetup, 'keysFile' | 'searchSeconds'> {
  /** Pictures so far, of all. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

export interface Migrated {
  readonly pictures: number;
  readonly searches: number;
}

/**
 * Makes the database of a data folder of the old format, whole or not at all: until one rename, the folder is what it was, and
 * afterwards an older Leopard refuses it. The folder is locked by this process; an older one that uses it is met by its own lock.
 * @param database path of the file
 * @throws SetupError DATA_FOLDER_LOCKED, STORE_DAMAGED, STORE_DISK_FULL, KEYS_UNREADABLE and what else `copyDeployment` throws
 */
export async function migrateFolder(
  folder: string,
  database: string,
  { keysFile, searchSeconds, onProgress, now = Date.now }: FolderMigrationOptions,
): Promise<Migrated> {
  const release = await takeOldLock(folder);
  const target = `${database}.new`;
  const clear = () => Promise.all(['', '-journal', '-wal', '-shm'].map((end) => rm(target + end, { force: true })));
  try {
    // What an attempt left that was killed.
    await clear();
    // It gets keys and secrets: for its owner alone.
    await (await open(target, 'wx', 0o600)).close();
    const { identity } = await readOldDescription(folder);
    const migrated = await fill({ folder, target, identity, keysFile, searchSeconds, now: now() }, onProgress);
    await syncFile(target);
    await rename(target, database);
    await keepDescription(folder);
    await syncFolder(folder);
    await markNew(folder);
    return migrated;
  } catch (error) {
    await clear();
    throw error;
  } finally {
    await release();
  }
}

async function fill(setup: MigrationSetup, onProgress: FolderMigrationOptions['onProgress']): Promise<Migrated> {
  const worker = new Worker(PROGRAM, { workerData: setup, execArgv: nodeArguments(PROGRAM) });
  let outcome: FromMigration | undefined;
  // The file is closed for certain when the thread has ended.
  await new Promise<void>((resolve, reject) => {
    worker.on('message', (message: FromMigration) => {
      if (message.kind === 'progress') onProgress?.(message.done, message.total);
      else outcome = message;
    });
    worker.on('error', reject);
    worker.on('exit', () => resolve());
  });
  if (outcome?.kind === 'done') return { pictures: outcome.pictures, searches: outcome.searches };
  if (outcome?.kind !== 'failed') throw new Error('the thread of the migration ended');
  const { setup: code, fault } = outcome;
  if (code !== undefined) throw new SetupError(code, fault.message);
  throw notOpened(setup.target, new SqliteFault(fault), true);
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
