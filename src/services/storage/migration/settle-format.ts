import { open } from 'node:fs/promises';
import { SetupError } from '../../../lib/errors.js';
import { databasePath } from '../database/sqlite/open.js';
import { migrateFolder, type FolderMigrationOptions } from './migrate-folder.js';
import { formatOf, oldPaths, sizeOf } from './old-folder.js';
import { setAside } from './set-aside.js';

export interface MigrationOptions extends FolderMigrationOptions {
  /** Whether older data may be brought to this version; otherwise it is refused. */
  readonly allowed: boolean;
}

export interface FormatLogger {
  info(fields: object, message: string): void;
}

/**
 * Brings a folder to the format of this version before its database is opened, and finishes what a kill interrupted. The folder is
 * locked by this process.
 * @param options left out: an older folder is refused
 * @throws SetupError STORE_OUTDATED, STORE_TOO_NEW, STORE_UNREADABLE, STORE_DAMAGED and what else `migrateFolder` throws
 */
export async function settleFormat(
  folder: string,
  logger: FormatLogger,
  options: MigrationOptions | undefined,
): Promise<void> {
  if ((await checkFormat(folder)) === 'old') {
    if (options?.allowed !== true) throw outdated(folder);
    logger.info({ folder }, 'the data folder was written by an older Leopard: migrating it');
    const migrated = await migrateFolder(folder, databasePath(folder), options);
    logger.info({ ...migrated }, 'the data folder was migrated; the old files are set aside');
  }
  await setAside(folder);
}

/**
 * What a folder holds; a folder is of the old format as long as store.json says so, whatever lies beside it.
 * @throws SetupError STORE_TOO_NEW, STORE_UNREADABLE, STORE_DAMAGED
 */
export async function checkFormat(folder: string): Promise<'none' | 'old' | 'new'> {
  const [format, database] = [await formatOf(folder), await sizeOf(databasePath(folder))];
  if (format === 'old') {
    if (database !== undefined && (await wasOpened(databasePath(folder)))) throw twoTruths(folder);
  } else if (database === undefined) {
    if (format === 'new') throw lost(folder);
    if (((await sizeOf(oldPaths(folder).records)) ?? 0) > 0) throw withoutDescription(folder);
  }
  return format;
}

/** @throws SetupError STORE_OUTDATED */
export async function refuseOlderFormat(folder: string): Promise<void> {
  if ((await checkFormat(folder)) === 'old') throw outdated(folder);
}

/** Place in the header of a database file that says how it is written: 1 as a migration leaves it, 2 once a server had it (https://sqlite.org/fileformat.html#file_format_version_numbers). */
const WRITE_VERSION = 18;

async function wasOpened(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1), 0, 1, WRITE_VERSION);
    return bytesRead === 1 && buffer[0] !== 1;
  } finally {
    await file.close();
  }
}

const outdated = (folder: string) =>
  new SetupError(
    'STORE_OUTDATED',
    `The data folder ${folder} was written by an older Leopard. Make a backup, then run \`leopard migrate\`; \`leopard serve\` does so too unless MIGRATE=false.`,
  );

const twoTruths = (folder: string) =>
  new SetupError(
    'STORE_UNREADABLE',
    `${folder} holds leopard.db, which is in use, and the store.json of an older Leopard: which of them is true cannot be told. Move the one that you do not want to another folder; nothing was changed.`,
  );

const lost = (folder: string) =>
  new SetupError(
    'STORE_DAMAGED',
    `${databasePath(folder)} is missing. Put it back from a backup, or use another DATA_FOLDER; the originals beside it are untouched.`,
  );

const withoutDescription = (folder: string) =>
  new SetupError(
    'STORE_UNREADABLE',
    `${folder} holds pictures of an older Leopard but no store.json. Put it back from a backup, or use another DATA_FOLDER.`,
  );
