import { type Request } from 'express';
import { LeopardError } from '../../lib/errors.js';
import type { KeyRing } from '../../services/access/index.js';
import type { ApiKeyRecord } from '../../services/storage/types/index.js';

/** What a request may do. */
export interface Grant {
  /** Undefined where the server asks for no keys. */
  readonly key: ApiKeyRecord | undefined;
  readonly mayWrite: boolean;
}

/**
 * Who asks, by `Authorization: Bearer <key>` (RFC 6750).
 * @throws LeopardError UNAUTHENTICATED
 */
export async function grantFor(request: Request, keys: KeyRing): Promise<Grant> {
  if (!(await keys.required())) return { key: undefined, mayWrite: true };
  const given = bearerToken(request);
  if (given === undefined) {
    throw new LeopardError(
      'UNAUTHENTICATED',
      'This server asks for an API key. Send it as "Authorization: Bearer <key>".',
    );
  }
  const key = await keys.find(given);
  if (!key) {
    throw new LeopardError(
      'UNAUTHENTICATED',
      'The API key is wrong, revoked or expired. Ask for one: `leopard keys create`.',
    );
  }
  return { key, mayWrite: key.scope === 'write' };
}

export function bearerToken(request: Request): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1];
}
