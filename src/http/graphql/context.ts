import type { Request, Response } from 'express';
import PQueue from 'p-queue';
import type { Logger } from 'pino';
import type { Limits } from '../../config/index.js';
import { createSearchLoader, type RequestContext } from '../../resolvers/context.js';
import { RankingAllowance } from '../../resolvers/ranking-allowance.js';
import type { Collection } from '../../services/collection/collection.js';
import { createImageLoader } from '../../services/search/image-loader.js';
import type { Search } from '../../services/search/search.js';
import { type Access, originOf } from '../access/index.js';
import type { AddressesFor } from '../pictures/index.js';
import { clientOf, localsOf } from '../request.js';

export interface ContextParts {
  readonly search: Search;
  readonly collection: Pick<Collection, 'get'>;
  readonly limits: Pick<Limits, 'rankings'>;
  readonly addressesFor: AddressesFor;
  readonly access: Pick<Access, 'grantOf'>;
  readonly logger: Logger;
}

/** Lists of one operation that are read at a time: the next request's come in between, not behind all of them. */
const LISTS_AT_A_TIME = 2;

/** The context of one operation, made of what the middlewares know of its request. */
export function createContext({ search, collection, limits, addressesFor, access }: ContextParts) {
  return async ({ req, res }: { req: Request; res: Response }): Promise<RequestContext> => {
    const { requestId, logger, signal, uploads } = localsOf(res);
    const { key, mayWrite } = access.grantOf(req);
    const notes = { signal, client: clientOf(req, key?.id), stages: [], warnings: [], saving: [] };
    return {
      requestId,
      logger,
      uploads,
      mayWrite,
      addresses: addressesFor(originOf(req), { signed: key !== undefined }),
      ...notes,
      images: createImageLoader(collection),
      searches: createSearchLoader(search, notes),
      rankings: new RankingAllowance(limits.rankings),
      lists: new PQueue({ concurrency: LISTS_AT_A_TIME }),
    };
  };
}
