import { createHash } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Keyv } from 'keyv';
import { KeyvFile } from 'keyv-file';
import { z } from 'zod';
import { sheetId } from './contact-sheet/sheet-store.js';
import { PROMPT_VERSION } from './prompt.js';
import type { RerankOutcome, RerankRequest, RerankerLogger } from './types.js';
import type { Clock } from '../../lib/clock.js';

const cached = z.object({
  /** Ms since 1970. */
  expires: z.number(),
  ranking: z.array(z.object({ index: z.number().int().min(0), reason: z.string().nullable() })).min(1),
  explanation: z.string(),
  repaired: z.boolean(),
});

/** Rankings stored between two looks for expired ones. */
const SWEEP_EVERY = 500;

export type CachedRanking = Pick<RerankOutcome, 'ranking' | 'explanation' | 'repaired'>;

/** One file a key in the folder: a ranking is written by itself, and a damaged file costs that ranking alone. */
function openStore(folder: string, onFault: (cause: unknown) => void): Keyv {
  const adapter = new KeyvFile({
    filename: folder,
    separatedFile: true,
    // keyv-file's own sweep writes a file without waiting for it, so that a full disk would end the process: see sweep().
    expiredCheckDelay: Number.MAX_SAFE_INTEGER,
    serialize: JSON.stringify,
    // Undefined is a miss; keyv-file would print what it cannot read.
    deserialize: (bytes) => {
      try {
        return JSON.parse(bytes.toString());
      } catch {
        onFault(new Error('A file of the cache is damaged.'));
        return undefined;
      }
    },
  });
  const store = new Keyv({ store: adapter });
  store.on('error', onFault);
  return store;
}

/** Deletes the files of a store's folder that were written before `oldest`, ms since 1970. */
async function sweep(folder: string, oldest: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const file = await stat(path).catch(() => undefined);
    if (file?.isFile() && file.mtimeMs < oldest) await rm(path, { force: true });
  }
}

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
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** Rankings on disk. A fault of the disk is a miss and a line in the log, never a failed ranking. */
export class RankingCache {
  private readonly store: Keyv;
  private untilSweep = 0;

  constructor(
    private readonly folder: string,
    private readonly seconds: number,
    private readonly clock: Clock,
    private readonly logger: RerankerLogger,
  ) {
    this.store = openStore(folder, this.fault);
  }

  /** `count`: of candidates; an entry with another number of places is damaged. */
  async get(key: string, count: number): Promise<CachedRanking | undefined> {
    if (this.seconds === 0) return undefined;
    const entry = cached.safeParse(await this.store.get<unknown>(key).catch(this.fault));
    if (!entry.success || entry.data.expires <= this.clock.now()) return undefined;
    const { expires: _expires, ...ranking } = entry.data;
    const indices = new Set(ranking.ranking.map(({ index }) => index));
    return indices.size === count && ranking.ranking.length === count && Math.max(...indices) < count
      ? ranking
      : undefined;
  }

  async set(key: string, { ranking, explanation, repaired }: CachedRanking): Promise<void> {
    if (this.seconds === 0) return;
    const expires = this.clock.now() + this.seconds * 1000;
    await this.store.set(key, { expires, ranking, explanation, repaired }, this.seconds * 1000).catch(this.fault);
    if (this.untilSweep-- > 0) return;
    this.untilSweep = SWEEP_EVERY;
    await sweep(this.folder, this.clock.now() - this.seconds * 1000).catch(this.fault);
  }

  private fault = (cause: unknown): undefined => {
    this.logger.warn({ err: cause }, 'The cache of rankings cannot be read or written.');
    return undefined;
  };
}
