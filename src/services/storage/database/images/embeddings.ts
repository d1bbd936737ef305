import { sql, type Kysely } from 'kysely';
import { LeopardError } from '../../../../lib/errors.js';
import type { StoredEmbedding } from '../../types/index.js';
import { addTo, bytesOf, chunks, each, template, totalOf, vectorOf } from '../values.js';
import { type Engine, retried, type Statement } from '../engine.js';
import type { Tables } from '../tables.js';
import { checksumOf, rowsById } from './records.js';

interface EmbeddingRow {
  readonly position: number;
  readonly encoder: number;
  readonly embedding: StoredEmbedding;
}

/** Replaces what was there of the same encoder. */
export function insertEmbeddings(db: Kysely<Tables>, rows: readonly EmbeddingRow[]): Statement[] {
  return each(
    template(db, 'embedding insert', insertEmbedding),
    rows.map(({ position, encoder, embedding }) => {
      const bytes = bytesOf(embedding.vector);
      return [position, encoder, bytes, embedding.length, checksumOf(bytes)];
    }),
  );
}

const insertEmbedding = (db: Kysely<Tables>) =>
  sql`insert into embedding(image, encoder, vector, length, checksum) values (${0}, ${0}, ${''}, ${0}, ${0})
    on conflict(image, encoder) do update set vector = excluded.vector, length = excluded.length, checksum = excluded.checksum`.compile(
    db,
  );

/** @throws LeopardError STORAGE_UNAVAILABLE for damaged bytes, naming the picture */
export async function readEmbeddings(
  db: Kysely<Tables>,
  ids: readonly string[],
  encoder: number,
): Promise<(StoredEmbedding | undefined)[]> {
  const found = new Map<string, StoredEmbedding>();
  for (const part of chunks(ids)) {
    const rows = await db
      .selectFrom('image')
      .innerJoin('embedding', 'embedding.image', 'image.position')
      .select(['image.id', 'embedding.vector', 'embedding.length', 'embedding.checksum'])
      .where('image.id', 'in', part)
      .where('embedding.encoder', '=', encoder)
      .execute();
    for (const { id, vector, length, checksum } of rows) {
      if (checksumOf(vector) !== Number(checksum)) throw damaged(id);
      found.set(id, { vector: vectorOf(vector), length: Number(length) });
    }
  }
  return ids.map((id) => found.get(id));
}

/** Ids of those pictures that have an embedding of the encoder. */
export async function embeddedBy(db: Kysely<Tables>, ids: readonly string[], encoder: number): Promise<Set<string>> {
  const found = new Set<string>();
  for (const part of chunks(ids)) {
    const rows = await db
      .selectFrom('image')
      .innerJoin('embedding', 'embedding.image', 'image.position')
      .select('image.id')
      .where('image.id', 'in', part)
      .where('embedding.encoder', '=', encoder)
      .execute();
    for (const { id } of rows) found.add(id);
  }
  return found;
}

/** Adds embeddings to pictures that are there, as a change of each: a generation of that encoder may have passed them by. */
export function embedImages(
  engine: Engine,
  entries: readonly { readonly id: string; readonly embedding: StoredEmbedding }[],
  encoder: number,
): Promise<void> {
  return retried(async () => {
    const { db } = engine;
    const rows = await rowsById(
      db,
      entries.map(({ id }) => id),
    );
    const there = entries.flatMap(({ id, embedding }) => {
      const row = rows.get(id);
      return row === undefined ? [] : [{ ...row, encoder, embedding }];
    });
    if (there.length === 0) return;
    await engine.transaction([
      addTo(db, 'change', there.length),
      ...renumber(db, there),
      ...insertEmbeddings(db, there),
    ]);
  });
}

/** Gives rows the last numbers that the transaction has taken, in order; each must be as it was read. */
export function renumber(db: Kysely<Tables>, rows: readonly { position: number; change: number }[]): Statement[] {
  return each(
    template(db, 'image renumber', renumberImage),
    rows.map(({ position, change }, index) => [rows.length - 1 - index, position, change]),
    rows.length,
  );
}

const renumberImage = (db: Kysely<Tables>) =>
  sql`update image set change = ${totalOf('change')} - ${0} where position = ${0} and change = ${0}`.compile(db);

const damaged = (id: string) =>
  new LeopardError(
    'STORAGE_UNAVAILABLE',
    `The embedding of picture ${id} is damaged. Run \`leopard doctor\`; to mend it, delete the picture and ingest it again.`,
  );
