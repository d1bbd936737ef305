import type { SettingName, Settings } from '../types/index.js';
import type { Engine } from './engine.js';

/** What a deployment decides once, in its database. */
export class DatabaseSettings implements Settings {
  constructor(private readonly engine: Engine) {}

  async get(name: SettingName): Promise<string | undefined> {
    const settings = this.engine.db.selectFrom('setting').select('value').where('name', '=', name);
    return (await settings.executeTakeFirst())?.value;
  }

  async setOnce(name: SettingName, value: string): Promise<string> {
    const known = await this.get(name);
    if (known !== undefined) return known;
    const insert = this.engine.db
      .insertInto('setting')
      .values({ name, value })
      .onConflict((conflict) => conflict.column('name').doNothing());
    await this.engine.transaction([insert.compile()]);
    return (await this.get(name)) ?? value;
  }

  async replace(name: SettingName, value: string): Promise<void> {
    const upsert = this.engine.db
      .insertInto('setting')
      .values({ name, value })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }));
    await this.engine.transaction([upsert.compile()], { erases: true });
  }

  async list(prefix: string): Promise<{ name: SettingName; value: string }[]> {
    const settings = this.engine.db.selectFrom('setting').select(['name', 'value']);
    const rows = await settings.where('name', 'like', `${prefix}%`).execute();
    return rows.map(({ name, value }) => ({ name: name as SettingName, value }));
  }

  async remove(name: SettingName): Promise<void> {
    await this.engine.transaction([this.engine.db.deleteFrom('setting').where('name', '=', name).compile()]);
  }
}
