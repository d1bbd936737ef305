import { DatabaseSync, type StatementSyncInstance } from '@photostructure/sqlite';
import { MIGRATIONS, migrationTable } from '../database/migrations.js';
import { APPLICATION_ID } from '../database/sqlite/connection.js';
import { SQLITE_TYPES } from '../database/sqlite/column-types.js';
import type { Tables } from '../database/tables.js';

type Row<Name extends keyof Tables> = { readonly [Column in keyof Tables[Name]]: Tables[Name][Column] };

const INDEX = /^create (unique )?index/;
/** KiB of the page cache. */
const PAGE_CACHE = 262_144;

/**
 * Fills a new database file that nobody reads before it is renamed: no journal on the disk, no sync until the end, indexes last.
 * It is not in WAL mode yet, so that all of it is in one file; that is also how a file is known that no server has opened.
 */
export class BulkWriter {
  private readonly statements = new Map<keyof Tables, StatementSyncInstance>();
  private readonly database: InstanceType<typeof DatabaseSync>;

  constructor(path: string) {
    this.database = new DatabaseSync(path);
    this.database.exec(`PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA foreign_keys = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -${PAGE_CACHE}`);
    this.database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    this.database.exec('BEGIN');
    for (const statement of this.tables()) if (!INDEX.test(statement)) this.database.exec(statement);
  }

  insert<Name extends keyof Tables>(table: Name, row: Row<Name>): void {
    let statement = this.statements.get(table);
    if (statement === undefined) {
      const columns = Object.keys(row);
      const text = `insert into ${table}(${columns.map((name) => `"${name}"`).join(', ')}) values (${columns.map(() => '?').join(', ')})`;
      this.statements.set(table, (statement = this.database.prepare(text)));
    }
    statement.run(...Object.values(row));
  }

  setTotal(name: Tables['total']['name'], value: number): void {
    this.database.prepare('update total set value = ? where name = ?').run(value, name);
  }

  /** What was written so far leaves the journal in memory. */
  checkpoint(): void {
    this.database.exec('COMMIT; BEGIN');
  }

  /** @param now ISO 8601 */
  finish(now: string): void {
    for (const statement of this.tables()) if (INDEX.test(statement)) this.database.exec(statement);
    for (const [index, { name }] of MIGRATIONS.entries())
      this.insert('migration', { number: index + 1, name, applied_at: now });
    this.database.exec('COMMIT');
    this.statements.clear();
    this.database.close();
  }

  private tables(): string[] {
    return [migrationTable(SQLITE_TYPES), ...MIGRATIONS.flatMap(({ statements }) => statements(SQLITE_TYPES))];
  }
}
