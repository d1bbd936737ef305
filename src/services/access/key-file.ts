import { chmod, mkdir, open, readFile, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { SetupError } from '../../lib/errors.js';
import { isMissing, syncFolder, systemCode } from '../../lib/atomic-file.js';
import { KEY_SCOPES, type KeyRecord } from './api-key.js';

const keyFileSchema = z.object({
  format: z.literal(1),
  keys: z.array(
    z.object({
      id: z.string().min(1),
      name: z.string(),
      scope: z.enum(KEY_SCOPES),
      hash: z.string().regex(/^[0-9a-f]{64}$/),
      createdAt: z.iso.datetime(),
      expiresAt: z.iso.datetime().nullable(),
      requestsPerMinute: z.number().int().positive().nullable(),
    }),
  ),
});

/** Where the keys are kept: API_KEYS_FILE, or `keys.json` in the data folder. */
export function keysPath(config: {
  readonly access: { readonly apiKeysFile?: string };
  readonly storage: { readonly dataFolder: string };
}): string {
  return config.access.apiKeysFile ?? join(config.storage.dataFolder, 'keys.json');
}

/**
 * The keys in a file; none where there is no file.
 * @throws SetupError KEYS_UNREADABLE
 */
export async function readKeys(path: string): Promise<KeyRecord[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return [];
    throw unreadable(path, error);
  }
  try {
    return keyFileSchema.parse(JSON.parse(text)).keys;
  } catch (error) {
    throw unreadable(path, error);
  }
}

/**
 * Changes the keys in a file, readable by its owner only. The new file, made exclusively, is the lock between two
 * commands that change keys at a time; a server that reads meanwhile finds the old keys or the new ones.
 * @throws SetupError KEYS_UNREADABLE, KEYS_BUSY
 */
export async function changeKeys(path: string, change: (keys: KeyRecord[]) => KeyRecord[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.new`;
  const handle = await open(temporary, 'wx', 0o600).catch((error: unknown) => {
    throw systemCode(error) === 'EEXIST' ? busy(temporary) : error;
  });
  try {
    const keys = change(await readKeys(path));
    await handle.writeFile(`${JSON.stringify({ format: 1, keys }, null, 2)}\n`);
    await handle.sync();
    await handle.close();
    await chmod(temporary, 0o600);
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await handle.close().catch(() => undefined);
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}

const unreadable = (path: string, cause: unknown) =>
  new SetupError(
    'KEYS_UNREADABLE',
    `The API keys in ${path} cannot be read. Put the file back from a backup, or delete it and make new keys with \`leopard keys create\`.`,
    { cause },
  );

const busy = (path: string) =>
  new SetupError(
    'KEYS_BUSY',
    `Another \`leopard keys\` command is at work. Try again; where there is none, it was killed: delete ${path}.`,
  );
