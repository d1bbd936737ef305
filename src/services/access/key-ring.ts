import { type Clock, systemClock } from '../../lib/clock.js';
import type { ApiKeyRecord, ApiKeys } from '../storage/types/index.js';
import { idOfKey, isKeyOf } from './api-key.js';

/** How often a running server looks whether the keys were changed, in milliseconds. */
const LOOK_MILLISECONDS = 1000;

/** The API keys of a running server. */
export interface KeyRing {
  /** Whether keys are asked for. Once they were, they are until the server is started anew, even if all are revoked. */
  required(): Promise<boolean>;
  /** The record of a valid key; undefined for one that is wrong, revoked or expired. */
  find(key: string): Promise<ApiKeyRecord | undefined>;
}

/**
 * Reads the keys. Those that `leopard keys` makes or revokes beside the running server count after a second.
 * @throws LeopardError STORAGE_UNAVAILABLE
 */
export async function openKeyRing(
  stored: Pick<ApiKeys, 'list'>,
  options: {
    /** Milliseconds that only go forward, by which the next look is due: a clock that is set back must not put it off. */
    readonly now?: () => number;
    /** By which keys expire; left out, the machine's. */
    readonly clock?: Pick<Clock, 'now'>;
    readonly warn?: (message: string, error: unknown) => void;
  } = {},
): Promise<KeyRing> {
  const { now = () => performance.now(), clock = systemClock, warn = () => undefined } = options;
  let keys = byId(await stored.list());
  let required = keys.size > 0;
  let looked = now();
  let looking: Promise<void> | undefined;

  async function reread(): Promise<void> {
    looked = now();
    try {
      keys = byId(await stored.list());
      required ||= keys.size > 0;
    } catch (error) {
      // The keys that are known stay good: a database that does not answer for a moment must not lock everybody out.
      warn('the API keys cannot be read; those that were known stay in force', error);
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
      return record.expiresAt !== null && Date.parse(record.expiresAt) <= clock.now() ? undefined : record;
    },
  };
}

const byId = (keys: readonly ApiKeyRecord[]) => new Map(keys.map((key) => [key.id, key]));
