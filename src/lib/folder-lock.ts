import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { SetupError } from './errors.js';
import { isMissing, removeFile, systemCode, writeSynced } from './atomic-file.js';
import { isGone, ownIdentity, type ProcessIdentity } from './process-identity.js';

/** Who owns a data folder: the content of its file `lock`. */
export interface LockHolder extends ProcessIdentity {
  /** Differs for every time a lock is taken. */
  readonly nonce: string;
  /** ISO 8601. */
  readonly since: string;
  /** Address of the server that owns the folder, once it listens: commands go through it. */
  readonly url: string | null;
}

/** Ownership of a data folder; one process has it at a time. */
export interface DataFolderLock {
  /** Tells others where the owner listens. */
  announce(url: string): Promise<void>;
  /** Safe to call twice. */
  release(): Promise<void>;
}

const lockPath = (folder: string) => join(folder, 'lock');

/** Who owns the folder now; undefined where nobody does or the owner is gone. */
export async function readLockHolder(folder: string): Promise<LockHolder | undefined> {
  const holder = await readHolder(lockPath(folder));
  return holder === undefined || isGone(holder) ? undefined : holder;
}

/**
 * Takes a data folder, creating it where needed; an owner that is gone (dead, its number reused, machine restarted)
 * is replaced.
 * @throws SetupError DATA_FOLDER_LOCKED naming the owner
 */
export async function lockDataFolder(folder: string): Promise<DataFolderLock> {
  await mkdir(folder, { recursive: true });
  const path = lockPath(folder);
  let holder = await take(path, folder);
  let released = false;
  return {
    announce: async (url) => {
      if (released) return;
      holder = { ...holder, url };
      const draft = `${path}.${holder.nonce}`;
      await writeSynced(draft, JSON.stringify(holder));
      await rename(draft, path);
    },
    release: async () => {
      if (released) return;
      released = true;
      if ((await readHolder(path))?.nonce === holder.nonce) await removeFile(path);
    },
  };
}

/**
 * Creates the lock file by a hard link, which either makes it whole or fails. To replace a stale one, the right to do
 * so is itself locked, under a name that belongs to that one stale lock: of two processes that see it, one replaces it.
 */
async function take(path: string, folder: string): Promise<LockHolder> {
  const holder: LockHolder = { ...ownIdentity(), nonce: randomUUID(), since: new Date().toISOString(), url: null };
  const draft = `${path}.${holder.nonce}`;
  await writeSynced(draft, JSON.stringify(holder));
  try {
    for (;;) {
      if (await linked(draft, path)) return holder;
      const other = await readHolder(path);
      if (other === undefined) continue;
      if (!isGone(other)) throw locked(folder, path, other);
      const claim = `${path}.stale.${other.nonce}`;
      const claimed = await take(claim, folder);
      try {
        if ((await readHolder(path))?.nonce !== other.nonce) continue;
        await rename(draft, path);
        return holder;
      } finally {
        if ((await readHolder(claim))?.nonce === claimed.nonce) await removeFile(claim);
      }
    }
  } finally {
    await removeFile(draft);
  }
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

async function readHolder(path: string): Promise<LockHolder | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as LockHolder;
  } catch (error) {
    if (isMissing(error)) return undefined;
    if (error instanceof SyntaxError) {
      throw new SetupError(
        'DATA_FOLDER_LOCKED',
        `The lock ${path} is not readable. Make sure that no Leopard uses this folder, then delete the file.`,
      );
    }
    throw error;
  }
}

function locked(folder: string, path: string, holder: LockHolder): SetupError {
  const where = holder.url === null ? '' : `, listening at ${holder.url}`;
  const remedy =
    holder.host === ownIdentity().host
      ? 'Stop it, or use another DATA_FOLDER.'
      : `Stop it, or use another DATA_FOLDER. If that machine or container is gone for good, delete ${path}.`;
  return new SetupError(
    'DATA_FOLDER_LOCKED',
    `The data folder ${folder} is in use by process ${holder.pid} on ${holder.host}${where}, since ${holder.since}. ${remedy}`,
  );
}
