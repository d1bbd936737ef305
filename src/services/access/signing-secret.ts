import { randomBytes } from 'node:crypto';
import { SetupError } from '../../lib/errors.js';
import type { Settings } from '../storage/types/index.js';

const SECRET_BYTES = 32;

/**
 * The secret that picture addresses are signed with. It is kept, so that addresses stay good when the server is started again, and made
 * where there is none.
 * @throws SetupError SIGNING_SECRET_UNREADABLE; LeopardError STORAGE_UNAVAILABLE
 */
export async function openSigningSecret(settings: Pick<Settings, 'setOnce'>): Promise<Uint8Array> {
  const kept = await settings.setOnce('signing_secret', newSigningSecret());
  if (/^[0-9a-f]{64}$/.test(kept)) return Buffer.from(kept, 'hex');
  throw new SetupError(
    'SIGNING_SECRET_UNREADABLE',
    'The secret that picture addresses are signed with is damaged. Make a new one with `leopard keys void-addresses`: addresses handed out so far expire at once.',
  );
}

/** Hexadecimal, as it is kept. */
export const newSigningSecret = (): string => randomBytes(SECRET_BYTES).toString('hex');
