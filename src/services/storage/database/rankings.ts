import type { JsonValue } from '../../../lib/json.js';
import type { Rankings } from '../types/index.js';
import type { Engine } from './engine.js';

/** Kept rankings in a database. */
export class DatabaseRankings implements Rankings {
  constructor(private readonly engine: Engine) {}

  async get(key: string, now: number): Promise<JsonValue | undefined> {
    const rankings = this.engine.db.selectFrom('ranking').select('ranking');
    const row = await rankings.where('key', '=', key).where('expires_at', '>', now).executeTakeFirst();
    return row && (JSON.parse(row.ranking) as JsonValue);
  }

  async set(key: string, ranking: JsonValue, expiresAt: number): Promise<void> {
    const row = { ranking: JSON.stringify(ranking), expires_at: expiresAt };
    const insert = this.engine.db
      .insertInto('ranking')
      .values({ key, ...row })
      .onConflict((conflict) => conflict.column('key').doUpdateSet(row));
    await this.engine.transaction([insert.compile()]);
  }

  async sweep(now: number): Promise<number> {
    const expired = this.engine.db.deleteFrom('ranking').where('expires_at', '<=', now);
    const [result] = await this.engine.transaction([expired.compile()], { erases: true });
    return result?.changes ?? 0;
  }
}
