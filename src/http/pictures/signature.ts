import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a signature says of a request. */
export type SignatureState = 'none' | 'valid' | 'expired' | 'wrong';

/** Signs addresses, so that an <img> element, which sends no API key, can load them for a while. */
export interface AddressSigner {
  /** Adds `expires` and `signature` to the address of a picture on this server: a path and its parameters. */
  sign(path: string, parameters: URLSearchParams): void;
  check(path: string, parameters: URLSearchParams): { readonly state: SignatureState; readonly secondsLeft: number };
}

/** An expiry is rounded up to a part of the lifetime: within it, a picture keeps one address and stays in caches. */
const ROUNDING = 4;

/**
 * Signatures are HMAC-SHA256 over path, size and expiry (Unix seconds), in base64url.
 * @param lifetimeSeconds an address is good for at least that long, and for a quarter more at most
 */
export function createAddressSigner(options: {
  readonly secret: Uint8Array;
  readonly lifetimeSeconds: number;
  readonly now?: () => number;
}): AddressSigner {
  const { secret, lifetimeSeconds, now = Date.now } = options;
  const seconds = () => Math.floor(now() / 1000);
  const signature = (path: string, parameters: URLSearchParams, expires: string) =>
    createHmac('sha256', secret)
      .update([path, parameters.get('width') ?? '', parameters.get('height') ?? '', expires].join('\n'))
      .digest();

  return {
    sign(path, parameters) {
      const step = Math.max(1, Math.floor(lifetimeSeconds / ROUNDING));
      const expires = String(Math.ceil((seconds() + lifetimeSeconds) / step) * step);
      parameters.set('expires', expires);
      parameters.set('signature', signature(path, parameters, expires).toString('base64url'));
    },
    check(path, parameters) {
      const given = parameters.get('signature');
      const expires = parameters.get('expires');
      if (given === null || expires === null) return { state: 'none', secondsLeft: 0 };
      const wanted = signature(path, parameters, expires);
      const found = Buffer.from(given, 'base64url');
      if (found.length !== wanted.length || !timingSafeEqual(found, wanted)) return { state: 'wrong', secondsLeft: 0 };
      const secondsLeft = Number(expires) - seconds();
      return secondsLeft > 0 ? { state: 'valid', secondsLeft } : { state: 'expired', secondsLeft: 0 };
    },
  };
}
