import { sql } from 'kysely';
import type { JsonObject } from '../../../lib/json.js';
import type { FeedSignal, Generation, Generations } from '../types/index.js';
import { Conflict, type Engine, retried } from './engine.js';
import { forgetRemovals } from './images/removals.js';

/** Index generations in a database. */
export class DatabaseGenerations implements Generations {
  constructor(private readonly engine: Engine) {}

  async encoder(fingerprint: string, identity: JsonObject): Promise<number> {
    return retried(async () => {
      const encoders = await this.encoders();
      const known = encoders.find((encoder) => encoder.fingerprint === fingerprint);
      if (known !== undefined) return known.number;
      const number = 1 + Math.max(0, ...encoders.map((encoder) => encoder.number));
      const row = { number, fingerprint, identity: JSON.stringify(identity) };
      await this.engine.transaction([this.engine.db.insertInto('encoder').values(row).compile()]);
      return number;
    });
  }

  async encoders() {
    const rows = await this.engine.db.selectFrom('encoder').selectAll().orderBy('number').execute();
    return rows.map(({ number, fingerprint, identity }) => ({
      ...{ number: Number(number), fingerprint },
      identity: JSON.parse(identity) as JsonObject,
    }));
  }

  async list(): Promise<Generation[]> {
    const rows = await this.engine.db
      .selectFrom('generation')
      .innerJoin('encoder', 'encoder.number', 'generation.encoder')
      .selectAll('generation')
      .select('encoder.identity')
      .orderBy('generation.number')
      .execute();
    return rows.map(({ name, identity, ...row }) => ({
      ...{ name, encoder: Number(row.encoder), identity: JSON.parse(identity) as JsonObject },
      ...{ applied: Number(row.applied), durable: Number(row.durable), epoch: Number(row.epoch) },
      active: Number(row.active) === 1,
    }));
  }

  async active(): Promise<Generation | undefined> {
    return (await this.list()).find(({ active }) => active);
  }

  create(name: string, encoder: number): Promise<Generation> {
    return retried(async () => {
      const known = await this.find(name);
      if (known !== undefined) return known;
      const { db } = this.engine;
      await this.engine.transaction([
        sql`insert into generation(number, name, encoder, applied, durable, active, epoch)
          select coalesce(max(number), 0) + 1, ${name}, ${encoder}, 0, 0, case when count(*) = 0 then 1 else 0 end, 0 from generation`.compile(
          db,
        ),
      ]);
      return this.get(name);
    });
  }

  async fence(name: string): Promise<Generation> {
    const { db } = this.engine;
    await this.engine.transaction([sql`update generation set epoch = epoch + 1 where name = ${name}`.compile(db)]);
    return this.get(name);
  }

  async advance(
    name: string,
    epoch: number,
    { applied, durable }: { readonly applied: number; readonly durable?: number },
  ): Promise<boolean> {
    const { db, clock } = this.engine;
    const progress = db
      .updateTable('generation')
      .set({ applied, applied_at: clock, ...(durable !== undefined && { durable }) })
      .where('name', '=', name)
      .where('epoch', '=', epoch);
    const tells: FeedSignal = { kind: 'applied', generation: name, number: applied };
    try {
      await this.engine.transaction([{ ...progress.compile(), expect: 1 }, forgetRemovals(db)], { tells });
      return true;
    } catch (error) {
      if (error instanceof Conflict) return false;
      throw error;
    }
  }

  async quiet(name: string): Promise<number | undefined> {
    const { db, clock } = this.engine;
    const { rows } = await sql<{
      quiet: number;
    }>`select ${clock} - applied_at as quiet from generation where name = ${name}`.execute(db);
    return rows[0] && Number(rows[0].quiet);
  }

  async activate(name: string): Promise<void> {
    const { db } = this.engine;
    await this.engine.transaction([
      sql`update generation set active = 0 where active = 1`.compile(db),
      { ...sql`update generation set active = 1 where name = ${name}`.compile(db), expect: 1 },
    ]);
  }

  async remove(name: string): Promise<boolean> {
    const { db } = this.engine;
    const removal = db.deleteFrom('generation').where('name', '=', name).where('active', '=', 0);
    const [result] = await this.engine.transaction([removal.compile(), forgetRemovals(db)]);
    return result?.changes === 1;
  }

  private async find(name: string): Promise<Generation | undefined> {
    return (await this.list()).find((generation) => generation.name === name);
  }

  private async get(name: string): Promise<Generation> {
    const generation = await this.find(name);
    if (generation === undefined) throw new Error(`there is no generation ${name}`);
    return generation;
  }
}
