import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { storeNotFound } from './database/sqlite/check-folder.js';
import { lockFolder, type FolderLock } from './database/sqlite/folder-lock.js';
import { databasePath, openSqlite } from './database/sqlite/open.js';
import { FolderObjects } from './objects/folder.js';
import { erasingIn } from './migration/erase-everywhere.js';
import { OldFiles } from './migration/old-files.js';
import { markNew } from './migration/old-folder.js';
import { checkFormat, type MigrationOptions, refuseOlderFormat, settleFormat } from './migration/settle-format.js';
import type { Database, Objects } from './types/index.js';

/** Where the truth of a deployment is. */
export interface Storage {
  readonly database: Database;
  readonly objects: Objects;
  /** Id of the deployment, which database, objects and index carry. */
  readonly deployment: string;
  /** Whether several servers may share it. */
  readonly shared: boolean;
  /** Where it is, for messages: a folder, or an address without secrets. */
  readonly place: string;
  /** What a migration has set aside; undefined where there is nothing. */
  readonly old?: Pick<OldFiles, 'folder' | 'remove'> | undefined;
  /** Tells others where the server that has it listens. */
  announce(url: string): Promise<void>;
  /** Safe to call twice. */
  close(): Promise<void>;
}

export interface StorageOptions {
  /** Make the folder and the database where there is none. */
  readonly create: boolean;
  /** Brings what an older version wrote to this one; left out, a folder of another format is refused. */
  readonly migration?: MigrationOptions;
  readonly logger: Pick<Logger, 'warn' | 'info'>;
}

/**
 * For what never makes a collection of a mistyped name.
 * @throws SetupError STORE_NOT_FOUND
 */
export async function requireStorage(folder: string): Promise<void> {
  for (const name of [databasePath(folder), join(folder, 'store.json')])
    if ((await stat(name).catch(() => undefined)) !== undefined) return;
  throw storeNotFound(folder);
}

/**
 * Takes a data folder and opens what lies in it. The folder is locked first: only its owner may touch it.
 * @throws SetupError DATA_FOLDER_LOCKED, STORE_NOT_FOUND and what else `settleFormat` and `openSqlite` throw; LeopardError STORAGE_UNAVAILABLE
 */
export async function openStorage(folder: string, options: StorageOptions): Promise<Storage> {
  if (!options.create) await requireStorage(folder);
  const lock = await lockFolder(folder);
  const opened: { close(): Promise<void> }[] = [{ close: () => lock.release() }];
  const close = async () => {
    for (const part of opened.splice(0).reverse()) await part.close();
  };
  try {
    return await openLocked(folder, lock, opened, close, options);
  } catch (error) {
    await close();
    throw error;
  }
}

async function openLocked(
  folder: string,
  lock: FolderLock,
  opened: { close(): Promise<void> }[],
  close: () => Promise<void>,
  { logger, migration }: StorageOptions,
): Promise<Storage> {
  await settleFormat(folder, logger, migration);
  const migrate = migration?.allowed ?? true;
  const database = await openSqlite(folder, { migrate, warn: (message) => logger.warn(message) });
  opened.push(database);
  if ((await checkFormat(folder)) === 'none') await markNew(folder);
  const objects = await FolderObjects.open(folder);
  opened.push(objects);
  const deployment = await database.settings.setOnce('deployment_id', randomUUID());
  const old = await OldFiles.in(folder);
  return {
    database: old === undefined ? database : await erasingIn(old, database),
    ...{ objects, deployment, old, shared: false, place: folder, announce: (url: string) => lock.announce(url), close },
  };
}

/**
 * Opens a data folder for reading, or for API keys, also while a server has it.
 * @throws SetupError STORE_NOT_FOUND, STORE_TOO_NEW, STORE_OUTDATED
 */
export async function openBesideServer(folder: string): Promise<Pick<Storage, 'database' | 'objects' | 'close'>> {
  await requireStorage(folder);
  await refuseOlderFormat(folder);
  const database = await openSqlite(folder, { create: false, migrate: false });
  return { database, objects: FolderObjects.beside(folder), close: () => database.close() };
}
