import type { ApiKeyRecord, ApiKeys } from '../types/index.js';
import { Conflict, type Engine } from './engine.js';

/** API keys in a database. */
export class DatabaseApiKeys implements ApiKeys {
  constructor(private readonly engine: Engine) {}

  async list(): Promise<ApiKeyRecord[]> {
    const keys = this.engine.db.selectFrom('api_key').selectAll().orderBy('created_at').orderBy('id');
    return (await keys.execute()).map((row) => ({
      id: row.id,
      name: JSON.parse(row.name) as string,
      scope: row.scope,
      hash: row.hash,
      createdAt: row.created_at,
      expiresAt: row.expires_at,
      requestsPerMinute: row.requests_per_minute === null ? null : Number(row.requests_per_minute),
    }));
  }

  async add({ id, name, scope, hash, createdAt, expiresAt, requestsPerMinute }: ApiKeyRecord): Promise<boolean> {
    const insert = this.engine.db.insertInto('api_key').values({
      ...{ id, name: JSON.stringify(name), scope, hash },
      ...{ created_at: createdAt, expires_at: expiresAt, requests_per_minute: requestsPerMinute },
    });
    try {
      await this.engine.transaction([insert.compile()]);
      return true;
    } catch (error) {
      if (error instanceof Conflict) return false;
      throw error;
    }
  }

  async remove(id: string): Promise<boolean> {
    const removal = this.engine.db.deleteFrom('api_key').where('id', '=', id);
    const [result] = await this.engine.transaction([removal.compile()], { erases: true });
    return result?.changes === 1;
  }
}
