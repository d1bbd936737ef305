import { randomUUID } from 'node:crypto';
import { link, readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isMissing, removeFile, systemCode, writeSynced } from '../../../lib/atomic-file.js';
import { SetupError } from '../../../lib/errors.js';
import { isGone, ownIdentity, type ProcessIdentity } from '../../../lib/process-identity.js';

/** Who has a folder of the old format: the content of its file `lock`. */
interface OldHolder extends ProcessIdentity {
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
  const own = { ...ownIdentity(), nonce: randomUUID(), since: new Date().toISOString(), url: null } satisfies OldHolder;
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

function locked(folder: string, path: string, { pid, host, since, url }: OldHolder): SetupError {
  const where = url === null ? '' : `, listening at ${url}`;
  const gone = host === hostname() ? '' : ` If that machine or container is gone for good, delete ${path}.`;
  return new SetupError(
    'DATA_FOLDER_LOCKED',
    `The data folder ${folder} is in use by process ${pid} on ${host}${where}, since ${since}. Stop it, or use another DATA_FOLDER.${gone}`,
  );
}
