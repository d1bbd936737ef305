import { LeopardError } from '../../lib/errors.js';
import { type Spending, SpendingUnreadable } from './spending.js';
import type { RerankerLogger } from './types.js';
import type { Clock } from '../../lib/clock.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

export interface BudgetLimits {
  readonly tokensPerMinute: number;
  /** US dollars. */
  readonly dollarsPerDay: number;
}

/** What a call may take, set aside until it is known what it took. Settle exactly once. */
export interface Reservation {
  settle(tokens: number, dollars: number): void;
}

/** Spending of a window of time; the next window starts at nothing. */
class Window {
  private started = 0;
  private spent = 0;
  private reserved = 0;

  constructor(
    private readonly length: number,
    private readonly clock: Clock,
  ) {}

  /** Windows are aligned to the clock (UTC), so that their end can be told. */
  private roll(): void {
    const start = Math.floor(this.clock.now() / this.length) * this.length;
    if (start === this.started) return;
    this.started = start;
    this.spent = 0;
  }

  get start(): number {
    this.roll();
    return this.started;
  }

  get total(): number {
    this.roll();
    return this.spent + this.reserved;
  }

  get used(): number {
    this.roll();
    return this.spent;
  }

  /** Ms since 1970. */
  get end(): number {
    return this.start + this.length;
  }

  reserve(amount: number): void {
    this.roll();
    this.reserved += amount;
  }

  settle(reserved: number, spent: number): void {
    this.roll();
    this.reserved -= reserved;
    this.spent += spent;
  }
}

/** Token budget a minute and dollar budget a day. The day's spending is kept on disk: a restart does not refill it. */
export class Budget {
  private readonly minute: Window;
  private readonly day: Window;
  /** Start of the day whose spending is not known, ms since 1970: nothing more is spent on it. */
  private unknown: number | undefined;

  private constructor(
    private readonly limits: BudgetLimits,
    private readonly clock: Clock,
    private readonly spending: Spending,
  ) {
    this.minute = new Window(MINUTE, clock);
    this.day = new Window(DAY, clock);
  }

  static async open(
    limits: BudgetLimits,
    { clock, spending, logger }: { clock: Clock; spending: Spending; logger: RerankerLogger },
  ): Promise<Budget> {
    const budget = new Budget(limits, clock, spending);
    try {
      const spent = await spending.read();
      if (spent?.day === budget.today()) budget.day.settle(0, spent.dollars);
    } catch (error) {
      if (!(error instanceof SpendingUnreadable)) throw error;
      budget.unknown = budget.day.start;
      logger.warn({ err: error.cause, remedy: error.remedy }, `${error.message} Nothing more is spent today.`);
    }
    return budget;
  }

  /** Resolves when what was spent is on disk. */
  close = (): Promise<void> => this.spending.settled();

  /**
   * Sets aside what a call is estimated to take. `dollars`: 0 where the price is not known.
   * @throws LeopardError RERANK_BUDGET_EXCEEDED, saying when the budget resets; STORAGE_UNAVAILABLE where it is not known what
   * was spent
   */
  reserve(tokens: number, dollars: number): Reservation {
    const { tokensPerMinute, dollarsPerDay } = this.limits;
    if (tokens > tokensPerMinute) {
      throw new LeopardError(
        'RERANK_BUDGET_EXCEEDED',
        `One ranking takes about ${tokens} tokens, more than the budget of a whole minute (${tokensPerMinute}). ` +
          'Ask for fewer candidates, or for a larger budget: whoever runs this server sets it.',
      );
    }
    if (this.minute.total + tokens > tokensPerMinute) {
      throw this.exceeded(`${tokensPerMinute} tokens a minute`, this.minute.end);
    }
    if (dollars > 0 && this.unknown === this.day.start) throw this.unreadable();
    if (dollars > 0 && this.day.total + dollars > dollarsPerDay) {
      throw this.exceeded(`${dollarsPerDay} US dollars a day`, this.day.end);
    }
    this.minute.reserve(tokens);
    this.day.reserve(dollars);
    return { settle: (usedTokens, usedDollars) => this.settle(tokens, dollars, usedTokens, usedDollars) };
  }

  private settle(tokens: number, dollars: number, usedTokens: number, usedDollars: number): void {
    this.minute.settle(tokens, usedTokens);
    this.day.settle(dollars, usedDollars);
    if (usedDollars > 0 && this.unknown !== this.day.start)
      this.spending.write({ day: this.today(), dollars: this.day.used });
  }

  private today = (): string => new Date(this.day.start).toISOString().slice(0, 10);

  private exceeded(limit: string, end: number): LeopardError {
    return new LeopardError(
      'RERANK_BUDGET_EXCEEDED',
      `The budget for rankings (${limit}) is used up. It resets at ${new Date(end).toISOString()}; ` +
        'until then search works without rerank.',
      { retryAfterSeconds: this.secondsUntil(end) },
    );
  }

  private unreadable(): LeopardError {
    return new LeopardError(
      'STORAGE_UNAVAILABLE',
      `It is not known what was spent today, so nothing more is spent until ${new Date(this.day.end).toISOString()}. ` +
        'Whoever runs this server finds the remedy in its log; search works without rerank.',
      { retryAfterSeconds: this.secondsUntil(this.day.end) },
    );
  }

  private secondsUntil = (end: number): number => Math.ceil((end - this.clock.now()) / 1000);
}
