import { sql, type Kysely } from 'kysely';
import type { JsonObject } from '../../../lib/json.js';
import { queryKey, type Searches, type SearchPicture, type SearchRemoval, type SearchToSave } from '../types/index.js';
import { Conflict, type Engine, type Statement } from './engine.js';
import { forgetSearches } from './forget-searches.js';
import { decodeHits, encodeHits } from './hits.js';
import type { SearchTable, Tables } from './tables.js';
import { addTo, bytesOf, chunks, vectorOf } from './values.js';

/** Searches that one transaction forgets at most, so that it fits into the room that is kept for a full disk. */
const TOGETHER = 100;

/** What is left of the space of all searches when it had to be trimmed. */
const TRIMMED = 0.98;

/** Earlier searches in a database. */
export class DatabaseSearches implements Searches {
  private readonly db: Kysely<Tables>;

  constructor(private readonly engine: Engine) {
    this.db = engine.db;
  }

  async picture(sha256: string): Promise<SearchPicture | undefined> {
    const pictures = this.db.selectFrom('search_picture').selectAll().where('sha256', '=', sha256);
    const row = await pictures.limit(1).executeTakeFirst();
    return row && { ...row, bytes: Number(row.bytes) };
  }

  async save(search: SearchToSave): Promise<'saved' | 'picture gone'> {
    const { id, parts } = search;
    const row = columnsOf(search);
    const pictures = search.picture === null ? parts : [search.picture, ...parts];
    // The search that puts an object names it; others take for granted that it is still there.
    const owns = ({ key, sha256, placed }: SearchPicture) => placed === true || key === queryKey(sha256, id);
    try {
      await this.engine.transaction([
        // The bytes first, as whoever forgets searches does: of several servers one after the other then looks at pictures and searches.
        addTo(this.db, 'search_bytes', row.bytes),
        addTo(this.db, 'searches', 1),
        ...pictures.flatMap((picture) => this.pictureStatements(picture, owns(picture))),
        this.db.insertInto('search').values(row).compile(),
        ...parts.map(({ key }) => this.db.insertInto('search_part').values({ search: id, picture: key }).compile()),
      ]);
      return 'saved';
    } catch (error) {
      if (error instanceof Conflict && !pictures.every(owns)) return 'picture gone';
      throw error;
    }
  }

  async extend({ id, content, hits }: Pick<SearchToSave, 'id' | 'content' | 'hits'>): Promise<boolean> {
    const known = await this.row(id);
    if (known === undefined) return false;
    const changed = { content: JSON.stringify(content), hits: encodeHits(hits) };
    const bytes = sizeOf({ ...known, ...changed });
    const results = await this.engine.transaction([
      // What follows then sees what others had committed before.
      addTo(this.db, 'search_bytes', 0),
      sql`update total set value = value + (select coalesce(sum(${bytes} - bytes), 0) from search where id = ${id}) where name = 'search_bytes'`.compile(
        this.db,
      ),
      this.db
        .updateTable('search')
        .set({ ...changed, bytes })
        .where('id', '=', id)
        .compile(),
    ]);
    return results[2]?.changes === 1;
  }

  async get(id: string, now: number): Promise<SearchToSave | undefined> {
    const row = await this.row(id);
    if (row === undefined || Number(row.expires_at) <= now) return undefined;
    return this.searchOf(row);
  }

  async list(after: string | undefined, first: number): Promise<SearchToSave[]> {
    let query = this.db.selectFrom('search').selectAll().orderBy('id').limit(first);
    if (after !== undefined) query = query.where('id', '>', after);
    return Promise.all((await query.execute()).map((row) => this.searchOf(row)));
  }

  private async searchOf(row: SearchTable): Promise<SearchToSave> {
    const pictures = await this.picturesOf(row);
    return {
      id: row.id,
      createdAt: Number(row.created_at),
      expiresAt: Number(row.expires_at),
      content: JSON.parse(row.content) as JsonObject,
      picture: pictures.find(({ key }) => key === row.picture) ?? null,
      parts: pictures.filter(({ key }) => key !== row.picture),
      embedding: vectorOf(row.embedding),
      hits: decodeHits(row.hits),
    };
  }

  async erase(ids: readonly string[] | 'all'): Promise<SearchRemoval> {
    if (ids === 'all') return this.eraseWhile(() => this.oldest(Infinity));
    const parts: string[][] = [];
    for (let start = 0; start < ids.length; start += TOGETHER) parts.push(ids.slice(start, start + TOGETHER));
    return this.eraseWhile(async () => parts.shift() ?? []);
  }

  async trim(now: number, bytes: number): Promise<SearchRemoval> {
    const expired = await this.eraseWhile(async () => {
      const rows = await this.db
        .selectFrom('search')
        .select('id')
        .where('expires_at', '<=', now)
        .limit(TOGETHER)
        .execute();
      return rows.map(({ id }) => id);
    });
    const surplus = await this.makeRoom(bytes);
    return { count: expired.count + surplus.count, objects: [...expired.objects, ...surplus.objects] };
  }

  async usage(): Promise<{ count: number; bytes: number }> {
    const rows = await this.db
      .selectFrom('total')
      .selectAll()
      .where('name', 'in', ['searches', 'search_bytes'])
      .execute();
    const valueOf = (name: string) => Number(rows.find((row) => row.name === name)?.value ?? 0);
    return { count: valueOf('searches'), bytes: valueOf('search_bytes') };
  }

  async referred(objects: readonly string[]): Promise<string[]> {
    const found: string[] = [];
    for (const part of chunks(objects)) {
      const rows = await this.db.selectFrom('search_picture').select('key').where('key', 'in', part).execute();
      found.push(...rows.map(({ key }) => key));
    }
    return found;
  }

  private row(id: string) {
    return this.db.selectFrom('search').selectAll().where('id', '=', id).executeTakeFirst();
  }

  /** In the order of their hashes. */
  private async picturesOf({ id, picture }: SearchTable): Promise<SearchPicture[]> {
    const parts = this.db.selectFrom('search_part').select('picture').where('search', '=', id);
    const rows = await this.db
      .selectFrom('search_picture')
      .selectAll()
      .where((where) => where.or([where('key', 'in', parts), where('key', '=', picture ?? '')]))
      .orderBy('sha256')
      .execute();
    return rows.map((row) => ({ ...row, bytes: Number(row.bytes) }));
  }

  private pictureStatements({ placed: _, ...picture }: SearchPicture, owns: boolean): Statement[] {
    const { db } = this;
    if (owns)
      return [addTo(db, 'search_bytes', picture.bytes), db.insertInto('search_picture').values(picture).compile()];
    return [{ ...db.selectFrom('search_picture').select('key').where('key', '=', picture.key).compile(), expect: 1 }];
  }

  /**
   * Ids of the oldest searches that free so many bytes. A picture that others have as well stays: then too few are named, and what is
   * still too much is asked for again.
   */
  private async oldest(bytes: number): Promise<string[]> {
    if (bytes <= 0) return [];
    const rows = await this.db
      .selectFrom('search')
      .leftJoin('search_picture', 'search_picture.key', 'search.picture')
      .select(['search.id', 'search.bytes', 'search.picture', 'search_picture.bytes as pictureBytes'])
      .select(
        sql<number>`(select coalesce(sum(p.bytes), 0) from search_part sp join search_picture p on p.key = sp.picture where sp.search = search.id)`.as(
          'partBytes',
        ),
      )
      .orderBy('search.created_at')
      .orderBy('search.id')
      .limit(TOGETHER)
      .execute();
    const pictures = new Set<string>();
    let sum = 0;
    const enough = rows.findIndex((row) => {
      const counted = row.picture === null || pictures.has(row.picture);
      if (row.picture !== null) pictures.add(row.picture);
      return (
        (sum += Number(row.bytes) + Number(row.partBytes) + (counted ? 0 : Number(row.pictureBytes ?? 0))) >= bytes
      );
    });
    return rows.slice(0, enough === -1 ? undefined : enough + 1).map(({ id }) => id);
  }

  /** Where more than `bytes` are taken, forgets the oldest until a little less are: the next searches then find room. */
  private async makeRoom(bytes: number): Promise<SearchRemoval> {
    const taken = async () => (await this.usage()).bytes;
    if ((await taken()) <= bytes) return { count: 0, objects: [] };
    return this.eraseWhile(async () => this.oldest((await taken()) - bytes * TRIMMED));
  }

  /** Erases what `next` names until it names nothing. */
  private async eraseWhile(next: () => Promise<string[]>): Promise<SearchRemoval> {
    const objects: string[] = [];
    let count = 0;
    for (let ids = await next(); ids.length > 0; ids = await next()) {
      const removal = await forgetSearches(this.engine, ids);
      count += removal.count;
      objects.push(...removal.objects);
    }
    return { count, objects };
  }
}

/** The row of a search. */
export function columnsOf({ id, createdAt, expiresAt, content, picture, embedding, hits }: SearchToSave): SearchTable {
  const row = {
    ...{ id, created_at: createdAt, expires_at: expiresAt, content: JSON.stringify(content) },
    ...{ picture: picture?.key ?? null, embedding: bytesOf(embedding), hits: encodeHits(hits) },
  };
  return { ...row, bytes: sizeOf(row) };
}

/** What a row takes besides its columns, and in indexes. */
const ROW_BYTES = 256;

const sizeOf = ({ content, embedding, hits }: Pick<SearchTable, 'content' | 'embedding' | 'hits'>): number =>
  ROW_BYTES + Buffer.byteLength(content) + embedding.byteLength + hits.byteLength;
