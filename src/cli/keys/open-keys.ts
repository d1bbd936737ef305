import { readdir } from 'node:fs/promises';
import type { Config } from '../../config/index.js';
import { SetupError } from '../../lib/errors.js';
import { createLogger } from '../../lib/logger.js';
import { openBeside } from '../../services/storage/deployment.js';
import { openStorage, type Storage } from '../../services/storage/open.js';
import { isShared, openShared } from '../../services/storage/shared.js';

type Opened = Pick<Storage, 'database' | 'close'>;

/** Does something with the database of a collection, whether a server has it or not. @throws SetupError STORE_NOT_FOUND */
export async function withDatabase<T>(
  { storage }: Pick<Config, 'storage'>,
  task: (database: Storage['database']) => Promise<T>,
): Promise<T> {
  return using(await openBeside(storage), task);
}

/**
 * The same, and in an empty folder a collection begins: a server that listens beyond loopback needs a key before its first start. A folder
 * that is not there is not made: its name may be mistyped.
 * @throws SetupError STORE_NOT_FOUND
 */
export async function withNewDatabase<T>(
  { storage, server }: Pick<Config, 'storage' | 'server'>,
  task: (database: Storage['database']) => Promise<T>,
): Promise<T> {
  // The address of a database is not mistyped for another one that is empty as easily as a folder is.
  if (isShared(storage)) return using(await openShared(storage, { create: true, migrate: false }), task);
  const { dataFolder } = storage;
  if (!(await isEmptyFolder(dataFolder))) {
    return using(await openBeside(storage).catch((error: unknown) => Promise.reject(withHint(error))), task);
  }
  return using(await openStorage(dataFolder, { create: true, logger: createLogger(server.logLevel) }), task);
}

async function using<T>(opened: Opened, task: (database: Storage['database']) => Promise<T>): Promise<T> {
  try {
    return await task(opened.database);
  } finally {
    await opened.close();
  }
}

/** What a file system or a desktop puts into every folder does not count. */
async function isEmptyFolder(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => undefined);
  return names?.every((name) => name.startsWith('.') || name === 'lost+found') === true;
}

function withHint(error: unknown): unknown {
  if (!(error instanceof SetupError) || error.code !== 'STORE_NOT_FOUND') return error;
  const hint = 'For a key before the first start, make the folder and run this again: an empty folder takes it.';
  return new SetupError(error.code, `${error.message} ${hint}`, { cause: error });
}
