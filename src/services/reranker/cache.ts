import { sha256 } from '../../lib/hash.js';
import { z } from 'zod';
import type { Clock } from '../../lib/clock.js';
import type { Rankings } from '../storage/types/index.js';
import { sheetId } from './contact-sheet/sheet-store.js';
import { PROMPT_VERSION } from './prompt.js';
import type { RerankOutcome, RerankRequest, RerankerLogger } from './types.js';

const cached = z.object({
  ranking: z.array(z.object({ index: z.number().int().min(0), reason: z.string().nullable() })).min(1),
  explanation: z.string(),
  repaired: z.boolean(),
});

/** Rankings stored between two looks for expired ones. */
const SWEEP_EVERY = 500;

export type CachedRanking = Pick<RerankOutcome, 'ranking' | 'explanation' | 'repaired'>;

/** All that an answer depends on. The pictures count by their content; the sheet's id stands for all that is drawn. */
export function cacheKey(
  request: Pick<RerankRequest, 'query' | 'candidates'>,
  service: { readonly model: string; readonly detail: string; readonly baseUrl?: string | undefined },
): string {
  const parts = [
    PROMPT_VERSION,
    sheetId(request),
    request.query.instruction ?? null,
    request.candidates.map(({ metadata }) => metadata ?? null),
    service.model,
    service.detail,
    service.baseUrl ?? null,
  ];
  return sha256(JSON.stringify(parts));
}

/** Rankings that are kept. A fault of the database is a miss and a line in the log, never a failed ranking. */
export class RankingCache {
  private untilSweep = 0;

  constructor(
    private readonly rankings: Rankings,
    private readonly seconds: number,
    private readonly clock: Clock,
    private readonly logger: RerankerLogger,
  ) {}

  /** `count`: of candidates; an entry with another number of places is damaged. */
  async get(key: string, count: number): Promise<CachedRanking | undefined> {
    if (this.seconds === 0) return undefined;
    const kept = await this.rankings.get(key, this.clock.now()).catch(this.fault);
    if (kept === undefined) return undefined;
    const { data } = cached.safeParse(kept);
    if (data === undefined) return this.fault(new Error('A ranking in the cache is damaged.'));
    const indices = new Set(data.ranking.map(({ index }) => index));
    return indices.size === count && data.ranking.length === count && Math.max(...indices) < count ? data : undefined;
  }

  async set(key: string, { ranking, explanation, repaired }: CachedRanking): Promise<void> {
    if (this.seconds === 0) return;
    const now = this.clock.now();
    const kept = { ranking: ranking.map(({ index, reason }) => ({ index, reason })), explanation, repaired };
    await this.rankings.set(key, kept, now + this.seconds * 1000).catch(this.fault);
    if (this.untilSweep-- > 0) return;
    this.untilSweep = SWEEP_EVERY;
    await this.rankings.sweep(now).catch(this.fault);
  }

  private fault = (cause: unknown): undefined => {
    this.logger.warn({ err: cause }, 'The cache of rankings cannot be read or written.');
    return undefined;
  };
}
