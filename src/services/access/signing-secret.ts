import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SetupError } from '../../lib/errors.js';
import { isMissing, syncFolder } from '../../lib/atomic-file.js';

const SECRET_BYTES = 32;

/**
 * The secret that picture addresses are signed with, kept in a file that only its owner reads: addresses stay good
 * when the server is started again. Made where there is none.
 * @throws SetupError SIGNING_SECRET_UNREADABLE
 */
export async function readSigningSecret(path: string): Promise<Uint8Array> {
  const kept = await readFile(path, 'utf8').catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw unreadable(path, error);
  });
  if (kept !== undefined) {
    const secret = Buffer.from(kept.trim(), 'hex');
    if (secret.length !== SECRET_BYTES) throw unreadable(path);
    return secret;
  }
  const secret = randomBytes(SECRET_BYTES);
  await mkdir(dirname(path), { recursive: true });
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(`${secret.toString('hex')}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await syncFolder(dirname(path));
  return secret;
}

const unreadable = (path: string, cause?: unknown) =>
  new SetupError(
    'SIGNING_SECRET_UNREADABLE',
    `The secret in ${path} is not readable. Delete the file: a new one is made, and picture addresses handed out so far expire at once.`,
    { cause },
  );
