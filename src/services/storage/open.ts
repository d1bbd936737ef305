import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { SetupError } from '../../lib/errors.js';
import { lockFolder, type FolderLock } from './database/sqlite/folder-lock.js';
import { databasePath, openSqlite } from './database/sqlite/open.js';
import { FolderObjects } from './objects/folder.js';
import type { Database, Objects } from './types/index.js';

/** Where the truth of a deployment is. */
export interface Storage {
  readonly database: Database;
  readonly objects: Objects;
  /** Id of the deployment, which database, objects and index carry. */
  readonly deployment: string;
  /** Tells others where the server that has it listens. */
  announce(url: string): Promise<void>;
  /** Safe to call twice. */
  close(): Promise<void>;
}

export interface StorageOptions {
  /** Make the folder and the database where there is none. */
  readonly create: boolean;
  readonly logger: Pick<Logger, 'warn' | 'info'>;
}

/**
 * For what never makes a collection of a mistyped name.
 * @throws SetupError STORE_NOT_FOUND
 */
export async function requireStorage(folder: string): Promise<void> {
  for (const name of [databasePath(folder), join(folder, 'store.json')])
    if ((await stat(name).catch(() => undefined)) !== undefined) return;
  throw new SetupError(
    'STORE_NOT_FOUND',
    `There is no image store in ${folder}. Name the folder that the server uses: DATA_FOLDER, --data-folder. \`leopard ingest\` makes a new one.`,
  );
}

/** @throws SetupError STORE_OUTDATED */
async function refuseOlderFormat(folder: string): Promise<void> {
  const older = await stat(join(folder, 'store.json')).catch(() => undefined);
  if (older === undefined || (await stat(databasePath(folder)).catch(() => undefined)) !== undefined) return;
  throw new SetupError(
    'STORE_OUTDATED',
    `${folder} was written by an older Leopard. Use that version, or another DATA_FOLDER.`,
  );
}

/**
 * Takes a data folder and opens what lies in it. The folder is locked first: only its owner may touch it.
 * @throws SetupError DATA_FOLDER_LOCKED, STORE_NOT_FOUND and what else `openSqlite` throws; LeopardError STORAGE_UNAVAILABLE
 */
export async function openStorage(folder: string, { create, logger }: StorageOptions): Promise<Storage> {
  if (!create) await requireStorage(folder);
  const lock = await lockFolder(folder);
  const opened: { close(): Promise<void> }[] = [{ close: () => lock.release() }];
  const close = async () => {
    for (const part of opened.splice(0).reverse()) await part.close();
  };
  try {
    return await openLocked(folder, lock, opened, close, logger);
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
  logger: Pick<Logger, 'warn' | 'info'>,
): Promise<Storage> {
  await refuseOlderFormat(folder);
  const database = await openSqlite(folder, { warn: (message) => logger.warn(message) });
  opened.push(database);
  const objects = await FolderObjects.open(folder);
  opened.push(objects);
  const deployment = await database.settings.setOnce('deployment_id', randomUUID());
  return { database, objects, deployment, announce: (url) => lock.announce(url), close };
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
