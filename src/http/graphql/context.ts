import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import { createSearchLoader, type RequestContext } from '../../resolvers/context.js';
import type { Search } from '../../services/search/search.js';
import type { PictureAddresses } from '../pictures/index.js';
import { localsOf } from '../request.js';

export interface ContextParts {
  readonly search: Search;
  readonly addressesFor: (origin: string) => PictureAddresses;
  readonly logger: Logger;
}

/** The context of one operation, made of what the middlewares know of its request. */
export function createContext({ search, addressesFor }: ContextParts) {
  return async ({ req, res }: { req: Request; res: Response }): Promise<RequestContext> => {
    const { requestId, logger, signal, uploads } = localsOf(res);
    const origin = `${req.protocol}://${req.get('host') ?? 'localhost'}`;
    return {
      requestId,
      logger,
      signal,
      uploads,
      addresses: addressesFor(origin),
      searches: createSearchLoader(search, signal),
    };
  };
}
