import { SetupError } from '../../lib/errors.js';
import { isLoopbackHost } from './hosts.js';

/**
 * Refuses to be open to a network by accident.
 * @throws SetupError ACCESS_UNPROTECTED
 */
export function requireSafeListening(options: {
  readonly host: string;
  readonly keysRequired: boolean;
  readonly allowOpenAccess: boolean;
}): void {
  const { host, keysRequired, allowOpenAccess } = options;
  if (keysRequired || allowOpenAccess || isLoopbackHost(host)) return;
  throw new SetupError(
    'ACCESS_UNPROTECTED',
    `HOST=${host} lets other machines in, and there are no API keys: anybody there could read and delete every picture. ` +
      'Make a key with `leopard keys create`, or set HOST=127.0.0.1, or ALLOW_OPEN_ACCESS=true where something else guards the server.',
  );
}
