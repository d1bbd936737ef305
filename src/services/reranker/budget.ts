import { LeopardError } from '../../lib/errors.js';
import type { Clock } from '../../lib/clock.js';
import type { Spending, SpendingClaim } from '../storage/types/index.js';
import type { RerankerLogger } from './types.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export interface BudgetLimits {
  readonly tokensPerMinute: number;
  /** US dollars. */
  readonly dollarsPerDay: number;
}

/** What a call may take, set aside until it is known what it took. Settle exactly once. */
export interface Reservation {
  /** Resolves when it is recorded. Where that fails, what was set aside counts as spent; never rejects. */
  settle(tokens: number, dollars: number): Promise<void>;
}

export interface BudgetParts {
  readonly clock: Clock;
  readonly spending: Spending;
  readonly logger: RerankerLogger;
}

/**
 * Token budget a minute and dollar budget a day. What is spent is recorded in the database before it is spent: neither a restart nor a
 * second server refills a budget.
 */
export class Budget {
  private swept = 0;

  constructor(
    private readonly limits: BudgetLimits,
    private readonly parts: BudgetParts,
  ) {}

  /**
   * Sets aside what a call is estimated to take. `dollars`: 0 where the price is not known.
   * @throws LeopardError RERANK_BUDGET_EXCEEDED, saying when the budget resets; STORAGE_UNAVAILABLE where it is not known what
   * was spent
   */
  async reserve(tokens: number, dollars: number): Promise<Reservation> {
    const { tokensPerMinute, dollarsPerDay } = this.limits;
    if (tokens > tokensPerMinute) {
      throw new LeopardError(
        'RERANK_BUDGET_EXCEEDED',
        `One ranking takes about ${tokens} tokens, more than the budget of a whole minute (${tokensPerMinute}). ` +
          'Ask for fewer candidates, or for a larger budget: whoever runs this server sets it.',
      );
    }
    const minute = { ...this.window('tokens', MINUTE), amount: tokens, limit: tokensPerMinute };
    const day = { ...this.window('dollars', DAY), amount: dollars, limit: dollarsPerDay };
    const claims = dollars > 0 ? [minute, day] : [minute];
    await this.sweep();
    const exceeded = await this.parts.spending.claim(claims);
    if (exceeded === minute.window) throw await this.refusal(minute, `${tokensPerMinute} tokens a minute`);
    if (exceeded !== undefined) throw await this.refusal(day, `${dollarsPerDay} US dollars a day`);
    return {
      settle: (usedTokens, usedDollars) =>
        this.correct([
          { window: minute.window, by: usedTokens - tokens },
          { window: day.window, by: usedDollars - dollars },
        ]),
    };
  }

  /** Windows are aligned to the clock (UTC), so that their end can be told. */
  private window(unit: string, length: number): Pick<SpendingClaim, 'window' | 'end'> {
    const start = Math.floor(this.parts.clock.now() / length) * length;
    const name = new Date(start).toISOString().slice(0, length === DAY ? 10 : 16);
    return { window: `${unit} ${name}`, end: start + length };
  }

  private async correct(corrections: Parameters<Spending['adjust']>[0]): Promise<void> {
    const { spending, logger } = this.parts;
    await spending.adjust(corrections.filter(({ by }) => by !== 0)).catch((cause: unknown) => {
      logger.warn({ err: cause }, 'What a ranking has cost cannot be recorded; what was set aside for it counts.');
    });
  }

  /** Forgets the windows that are over; once an hour is enough. */
  private async sweep(): Promise<void> {
    const now = this.parts.clock.now();
    if (now - this.swept < HOUR) return;
    this.swept = now;
    await this.parts.spending.sweep(now);
  }

  /** A record that is no amount is damaged: what was spent is not known, so nothing more is. */
  private async refusal({ window, end }: SpendingClaim, limit: string): Promise<LeopardError> {
    const { spending, logger } = this.parts;
    const spent = await spending.spent(window);
    if (Number.isFinite(spent) && spent >= 0) return this.exceeded(limit, end);
    const remedy = `Look up what was spent; then correct \`amount\` of "${window}" in the table \`spending\` of the database.`;
    logger.warn({ remedy }, 'The record of what was spent is damaged. Nothing more is spent until its time is over.');
    return new LeopardError(
      'STORAGE_UNAVAILABLE',
      `It is not known what was spent, so nothing more is spent until ${new Date(end).toISOString()}. ` +
        'Whoever runs this server finds the remedy in its log; search works without rerank.',
      { retryAfterSeconds: this.secondsUntil(end) },
    );
  }

  private exceeded(limit: string, end: number): LeopardError {
    return new LeopardError(
      'RERANK_BUDGET_EXCEEDED',
      `The budget for rankings (${limit}) is used up. It resets at ${new Date(end).toISOString()}; ` +
        'until then search works without rerank.',
      { retryAfterSeconds: this.secondsUntil(end) },
    );
  }

  private secondsUntil = (end: number): number => Math.ceil((end - this.parts.clock.now()) / 1000);
}
