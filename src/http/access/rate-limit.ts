import { type Request } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { LeopardError } from '../../lib/errors.js';
import { type Grant } from './grant.js';
import { isLoopbackHost } from './hosts.js';

const MINUTE_SECONDS = 60;

export interface RateLimiter {
  /** Counts one request of a key, or of an address where there are none. @throws LeopardError RATE_LIMITED */
  count(request: Request, grant: Grant): Promise<void>;
  /** Counts a request that had no valid key against its address. @throws LeopardError RATE_LIMITED */
  countRefused(request: Request): Promise<void>;
}

/** @param requestsPerMinute where a key has no figure of its own */
export function createRateLimiter(requestsPerMinute: number): RateLimiter {
  const limiters = new Map<number, RateLimiterMemory>();
  const limiterOf = (points: number) => {
    const found = limiters.get(points) ?? new RateLimiterMemory({ points, duration: MINUTE_SECONDS });
    limiters.set(points, found);
    return found;
  };
  const consume = async (name: string, points: number) => {
    try {
      await limiterOf(points).consume(name);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      const retryAfterSeconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
      throw new LeopardError(
        'RATE_LIMITED',
        `More than ${points} requests in a minute (REQUESTS_PER_MINUTE). Try again in ${retryAfterSeconds} s.`,
        { retryAfterSeconds },
      );
    }
  };
  return {
    async count(request, grant) {
      const client = clientOf(request, grant);
      if (client !== undefined) await consume(client, grant.key?.requestsPerMinute ?? requestsPerMinute);
    },
    countRefused: (request) => consume(`refused ${request.ip}`, requestsPerMinute),
  };
}

/** Who has a share of what all clients share: a key, or an address where there are none; undefined for the owner. */
export function clientOf(request: Request, { key }: Grant): string | undefined {
  if (key) return `key ${key.id}`;
  return isOwner(request) ? undefined : `address ${request.ip}`;
}

/** Somebody at this machine, asking an open server directly: there is nobody else to share it with. */
function isOwner(request: Request): boolean {
  const forwarded = request.headers['x-forwarded-for'] ?? request.headers.forwarded;
  return forwarded === undefined && isLoopbackHost(request.ip ?? '');
}
