import { sql } from 'kysely';
import type { Spending, SpendingClaim } from '../types/index.js';
import { Conflict, type Engine, type Statement } from './engine.js';

/**
 * In SQLite a damaged amount may be a text or bytes, which are greater than every number: comparing it, and not a sum with it, refuses it
 * instead of taking it for nothing.
 */
const GREATEST = 1e300;

/** Budgets in a database: a claim is a conditional update, so that two servers never spend the same dollar. */
export class DatabaseSpending implements Spending {
  constructor(private readonly engine: Engine) {}

  async claim(claims: readonly SpendingClaim[]): Promise<string | undefined> {
    const { db } = this.engine;
    // In the same order in every server, so that no two wait for each other.
    const sorted = [...claims].sort((one, other) => (one.window < other.window ? -1 : 1));
    const statements = sorted.flatMap(({ window, amount, limit, end }): Statement[] => [
      sql`insert into spending(budget, amount, ends_at) values (${window}, 0, ${end}) on conflict(budget) do nothing`.compile(
        db,
      ),
      {
        ...sql`update spending set amount = amount + ${amount} where budget = ${window} and amount >= 0 and amount <= ${limit - amount}`.compile(
          db,
        ),
        expect: 1,
      },
    ]);
    try {
      await this.engine.transaction(statements);
      return undefined;
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      return sorted[Math.floor(error.statement / 2)]?.window;
    }
  }

  async adjust(corrections: readonly { readonly window: string; readonly by: number }[]): Promise<void> {
    const { db } = this.engine;
    await this.engine.transaction(
      corrections.map(({ window, by }) =>
        // Rounding must not leave less than nothing.
        sql`update spending set amount = case when amount + ${by} > 0 then amount + ${by} else 0 end
          where budget = ${window} and amount >= 0 and amount <= ${GREATEST}`.compile(db),
      ),
    );
  }

  async spent(window: string): Promise<number> {
    const spending = this.engine.db.selectFrom('spending').select('amount').where('budget', '=', window);
    const amount: unknown = (await spending.executeTakeFirst())?.amount ?? 0;
    return typeof amount === 'number' || typeof amount === 'bigint' ? Number(amount) : NaN;
  }

  async sweep(now: number): Promise<void> {
    await this.engine.transaction([this.engine.db.deleteFrom('spending').where('ends_at', '<=', now).compile()]);
  }
}
