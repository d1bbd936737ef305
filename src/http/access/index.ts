import { type Request, type RequestHandler, type Response } from 'express';
import { type Config } from '../../config/index.js';
import { LeopardError } from '../../lib/errors.js';
import { type KeyRing } from '../../services/access/index.js';
import { type AddressSigner, type PictureVisitor } from '../pictures/index.js';
import { refuse } from '../refusal.js';
import { clientOf as clientAt, parametersOf } from '../request.js';
import { type Grant, bearerToken, grantFor } from './grant.js';
import { allowOrigins, securityHeaders } from './headers.js';
import { checkHost } from './hosts.js';
import { clientOf, createRateLimiter } from './rate-limit.js';

export { type Grant } from './grant.js';
export { isLoopbackHost, originOf } from './hosts.js';
export { requireSafeListening } from './listening.js';
export { writeScopePlugin } from './write-scope.js';

export interface Access {
  /** For every request, before anything else: security headers, origins, the Host header. */
  readonly everywhere: readonly RequestHandler[];
  /** Asks for a key and counts the request; `grantOf` then says what it may do. */
  readonly authenticate: RequestHandler;
  /** For the picture router; requests with a key are counted with all others of the key. @throws LeopardError UNAUTHENTICATED, FORBIDDEN, RATE_LIMITED */
  readonly authorizePicture: (request: Request) => Promise<PictureVisitor>;
  /** Of a request that showed what `authenticate` asks for. @throws LeopardError UNAUTHENTICATED */
  readonly grantOf: (request: Request) => Grant;
  /** Whose share of what all share such a request takes. @throws LeopardError UNAUTHENTICATED */
  readonly clientOf: (request: Request) => string | undefined;
}

/** Who may do what over HTTP: open where there are no API keys, by key or signed address where there are. */
export function createAccess(config: Pick<Config, 'server' | 'access'>, keys: KeyRing, signer: AddressSigner): Access {
  const { server, access } = config;
  const limiter = createRateLimiter(access.requestsPerMinute);
  const grants = new WeakMap<Request, Grant>();

  async function admit(request: Request): Promise<void> {
    try {
      const grant = await grantFor(request, keys);
      await limiter.count(request, grant);
      grants.set(request, grant);
    } catch (error) {
      if (error instanceof LeopardError && error.code === 'UNAUTHENTICATED') await limiter.countRefused(request);
      throw error;
    }
  }

  const grantOf = (request: Request): Grant => {
    const grant = grants.get(request);
    if (!grant)
      throw new LeopardError('UNAUTHENTICATED', 'This server asks for an API key. Send operations as JSON, with it.');
    return grant;
  };

  return {
    everywhere: [
      securityHeaders(server.publicUrl ? new URL(server.publicUrl).origin : undefined),
      allowOrigins(access.corsOrigins),
      checkHost(server),
    ],
    authenticate: (request: Request, response: Response, next) => {
      admit(request).then(
        () => next(),
        (error: unknown) => (error instanceof LeopardError ? refuse(request, response, error) : next(error)),
      );
    },
    authorizePicture: async (request) => {
      const byAddress = clientAt(request, undefined);
      if (!(await keys.required())) return { caching: { shared: true }, client: byAddress };
      const { state, secondsLeft } = signer.check(request.path, parametersOf(request));
      if (state === 'valid') return { caching: { shared: false, seconds: secondsLeft }, client: byAddress };
      if (bearerToken(request) !== undefined || state === 'none') {
        await admit(request);
        return { caching: { shared: false }, client: clientAt(request, grantOf(request).key?.id) };
      }
      throw new LeopardError(
        'FORBIDDEN',
        state === 'expired'
          ? 'The address of this picture has expired (SIGNED_URL_SECONDS). Ask the API for its present address.'
          : 'The address of this picture was changed after it was signed. Ask the API for the size that is wanted.',
      );
    },
    grantOf,
    clientOf: (request) => clientOf(request, grantOf(request)),
  };
}
