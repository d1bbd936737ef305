import PQueue from 'p-queue';
import type { RerankerConfig } from '../../config/index.js';
import { LeopardError } from '../../lib/errors.js';
import type { PixelLimit } from '../image-files/open.js';
import type { Decoders } from '../image-files/decoders/decoders.js';
import type { Objects, Rankings, Spending } from '../storage/types/index.js';
import { type AskContext, askForRanking } from './ask.js';
import { Budget } from './budget.js';
import { RankingCache, cacheKey } from './cache.js';
import { ChatClient } from './client/chat-client.js';
import { Deadline } from './deadline.js';
import { Fallback } from './client/fallback.js';
import { systemClock, type Clock } from '../../lib/clock.js';
import { ContactSheets } from './contact-sheet/contact-sheets.js';
import { SheetStore } from './contact-sheet/sheet-store.js';
import { Meter } from './meter.js';
import { type CostOf, Prices } from './prices.js';
import { checkRequest, isConfigured } from './request.js';
import { SingleFlight } from '../../lib/single-flight.js';
import { StatsRecorder } from './stats.js';
import type { RerankOutcome, RerankRequest, Reranker, RerankerLogger, RerankerStats } from './types.js';

export interface RerankerOptions {
  /** What was spent, for the budgets. */
  readonly spending: Spending;
  /** Rankings that need not be paid again. */
  readonly rankings: Rankings;
  /** Where contact sheets are kept. */
  readonly objects: Objects;
  /** Of pictures on contact sheets. */
  readonly pictures?: PixelLimit;
  /** Where the pictures of contact sheets are decoded. */
  readonly decoders: Decoders;
  /** Metadata that one ranking may send, as JSON, in bytes. */
  readonly metadataBytes?: number;
  readonly clock?: Clock;
  /** 0 to 1, for the wait between retries. */
  readonly random?: () => number;
  readonly logger?: RerankerLogger;
}

const PICTURES: PixelLimit = { maximumPixels: 50_000_000 };
const METADATA_BYTES = 16 * 1024;
const SILENT: RerankerLogger = { warn: () => {} };

/** Opens the reranker. It sends nothing until a ranking is asked for. */
export function createReranker(config: RerankerConfig, options: RerankerOptions): Reranker {
  const { clock = systemClock, random = Math.random, logger = SILENT } = options;
  const stats = new StatsRecorder();
  const { apiKey, baseUrl, effort, timeoutMilliseconds } = config;
  const service = new Fallback({
    client: new ChatClient({ apiKey, baseUrl, effort, timeout: timeoutMilliseconds }),
    retries: config.retries,
    clock,
    logger,
    random,
    onCall: () => stats.count('upstreamCalls'),
    onRetry: () => stats.count('retries'),
  });
  const prices = new Prices(config.prices);
  const meter = new Meter(new Budget(config, { clock, spending: options.spending, logger }), stats, prices.cost);
  const sheets = new ContactSheets(new SheetStore(options.objects, config.sheetBytes), {
    pictures: options.pictures ?? PICTURES,
    decoders: options.decoders,
    logger,
  });
  const cache = new RankingCache(options.rankings, config.cacheSeconds, clock, logger);
  const { detail, answerTokens } = config;
  const keys = apiKey === undefined ? [] : [apiKey];
  const ask = { service, meter, logger, detail, answerTokens, keys };
  const { metadataBytes = METADATA_BYTES } = options;
  const reranker = new ServiceReranker(config, { clock, stats, sheets, cache, ask, cost: prices.cost, metadataBytes });
  warnOfUnpriced(reranker.models, prices, logger);
  return reranker;
}

/** The budget in dollars does not see what such a model takes. */
function warnOfUnpriced(models: readonly string[], prices: Prices, logger: RerankerLogger): void {
  const unpriced = models.filter((model) => !prices.of(model));
  if (unpriced.length === 0) return;
  const remedy = `Set RERANK_PRICES, such as ${unpriced.map((model) => `${model}=2.5/10`).join(',')} (dollars for a million tokens of input and output; 0/0 where it costs nothing).`;
  logger.warn(
    { models: unpriced, remedy },
    'The price of these models is not known: RERANK_DOLLARS_PER_DAY does not count them.',
  );
}

interface Parts {
  readonly clock: Clock;
  readonly stats: StatsRecorder;
  readonly sheets: ContactSheets;
  readonly cache: RankingCache;
  readonly ask: AskContext;
  readonly cost: CostOf;
  readonly metadataBytes: number;
}

type Flown = Omit<RerankOutcome, 'latency'>;

class ServiceReranker implements Reranker {
  readonly configured: boolean;
  readonly model: string | null;
  readonly models: readonly string[];
  private readonly queue: PQueue;
  private readonly flights = new SingleFlight<Flown>();
  private closing: Promise<void> | undefined;

  constructor(
    private readonly config: RerankerConfig,
    private readonly parts: Parts,
  ) {
    this.configured = isConfigured(config);
    this.model = this.configured ? config.model : null;
    this.models = this.configured ? [...new Set([config.model, ...config.models])] : [];
    this.queue = new PQueue({ concurrency: config.concurrency });
  }

  async rerank(request: RerankRequest): Promise<RerankOutcome> {
    const { clock, stats } = this.parts;
    const started = clock.now();
    stats.count('requests');
    try {
      const model = checkRequest(request, this.config, this.models, this.parts.metadataBytes);
      request.signal?.throwIfAborted();
      if (this.closing) throw new LeopardError('OVERLOADED', 'The server is shutting down. Try again in a moment.');
      const key = cacheKey(request, { model, detail: this.config.detail, baseUrl: this.config.baseUrl });
      const { result, shared } = this.flights.join(key, request.signal, (signal) =>
        this.fly(key, model, request, signal),
      );
      if (shared) stats.count('shared');
      const outcome = await result;
      if (outcome.cached) stats.count('cached');
      return { ...outcome, latency: clock.now() - started };
    } catch (error) {
      stats.fail(error, request.signal?.aborted ?? false);
      throw error;
    }
  }

  /** What is kept already; null where nothing is, or no service is set up. */
  async kept(request: RerankRequest): Promise<RerankOutcome | null> {
    const { clock, metadataBytes } = this.parts;
    const started = clock.now();
    if (!this.configured || this.closing) return null;
    const model = checkRequest(request, this.config, this.models, metadataBytes);
    const key = cacheKey(request, { model, detail: this.config.detail, baseUrl: this.config.baseUrl });
    const kept = await this.fromCache(key, model, request, request.signal);
    return kept && { ...kept, latency: clock.now() - started };
  }

  contactSheet = (id: string): Promise<Uint8Array | undefined> => this.parts.sheets.get(id);

  stats(): RerankerStats {
    return this.parts.stats.read({ inFlight: this.queue.pending, waiting: this.queue.size });
  }

  close(): Promise<void> {
    this.closing ??= this.release();
    return this.closing;
  }

  private async release(): Promise<void> {
    await this.flights.close();
    // Work that was aborted settles its budget as it ends.
    await this.queue.onIdle();
    await this.parts.sheets.close();
  }

  /** From the cache, else from the model, in turn. */
  private async fly(key: string, model: string, request: RerankRequest, signal: AbortSignal): Promise<Flown> {
    const kept = await this.fromCache(key, model, request, signal);
    if (kept) return kept;
    if (this.queue.size >= this.config.queue && this.queue.pending >= this.config.concurrency) {
      throw new LeopardError('OVERLOADED', 'Too many rankings are waiting. Try again in a few seconds.', {
        retryAfterSeconds: 5,
      });
    }
    return this.queue.add(() => this.compute(key, model, request, signal), { signal });
  }

  private async fromCache(
    key: string,
    model: string,
    request: RerankRequest,
    signal: AbortSignal | undefined,
  ): Promise<Flown | null> {
    const { cache, sheets } = this.parts;
    const cached = await cache.get(key, request.candidates.length);
    if (cached === undefined) return null;
    const { id, width, height } = await sheets.make({ ...request, signal });
    const usage = { inputTokens: 0, outputTokens: 0, totalTokens: 0, estimatedCost: 0 };
    return { ...cached, contactSheet: { id, width, height }, model, usage, cached: true };
  }

  /** Draws, asks, keeps. */
  private async compute(key: string, model: string, request: RerankRequest, left: AbortSignal): Promise<Flown> {
    const { cache, sheets, ask, stats, clock, cost } = this.parts;
    const deadline = new Deadline(this.config.timeoutMilliseconds, clock, left);
    const { signal, endsAt } = deadline;
    try {
      const sheet = await sheets.make({ ...request, signal });
      deadline.ask();
      const { usage, ...ranked } = await askForRanking(ask, { request, sheet, model, signal, endsAt });
      if (ranked.repaired) stats.count('repaired');
      await cache.set(key, ranked);
      const { ranking, explanation, repaired } = ranked;
      const { id, width, height } = sheet;
      return {
        ranking,
        explanation,
        repaired,
        contactSheet: { id, width, height },
        model,
        usage: {
          ...usage,
          totalTokens: usage.inputTokens + usage.outputTokens,
          estimatedCost: cost(model, usage.inputTokens, usage.outputTokens),
        },
        cached: false,
      };
    } finally {
      deadline.end();
    }
  }
}
