import { stat } from 'node:fs/promises';
import { idOfKey, isKeyOf, type KeyRecord } from './api-key.js';
import { readKeys } from './key-file.js';

/** How often a running server looks whether the keys were changed, in milliseconds. */
const LOOK_MILLISECONDS = 1000;

/** The API keys of a running server. */
export interface KeyRing {
  /** Whether keys are asked for. Once they were, they are until the server is started anew, even if all are revoked. */
  required(): Promise<boolean>;
  /** The record of a valid key; undefined for one that is wrong, revoked or expired. */
  find(key: string): Promise<KeyRecord | undefined>;
}

/**
 * Opens the keys in a file. Keys made or revoked by `leopard keys` beside the running server count after a second.
 * @throws SetupError KEYS_UNREADABLE
 */
export async function openKeyRing(
  path: string,
  options: { readonly now?: () => number; readonly warn?: (message: string, error: unknown) => void } = {},
): Promise<KeyRing> {
  const { now = Date.now, warn = () => undefined } = options;
  let version = await versionOf(path);
  let keys = byId(await readKeys(path));
  let required = keys.size > 0;
  let looked = now();
  let looking: Promise<void> | undefined;

  async function reread(): Promise<void> {
    looked = now();
    const found = await versionOf(path);
    if (found === version) return;
    try {
      keys = byId(await readKeys(path));
      version = found;
      required ||= keys.size > 0;
    } catch (error) {
      // The keys that are known stay good: a slip in the file must not lock everybody out.
      warn('the API keys were changed but cannot be read; the earlier ones stay in force', error);
    }
  }

  async function look(): Promise<void> {
    if (now() - looked < LOOK_MILLISECONDS) return looking;
    looking ??= reread().finally(() => (looking = undefined));
    return looking;
  }

  return {
    async required() {
      await look();
      return required;
    },
    async find(key) {
      await look();
      const record = keys.get(idOfKey(key) ?? '');
      if (!record || !isKeyOf(key, record)) return undefined;
      return record.expiresAt !== null && Date.parse(record.expiresAt) <= now() ? undefined : record;
    },
  };
}

const byId = (keys: readonly KeyRecord[]) => new Map(keys.map((key) => [key.id, key]));

/** Changes with the file; `none` where there is none. */
async function versionOf(path: string): Promise<string> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found ? `${found.ino}-${found.mtimeNs}-${found.size}` : 'none';
}
