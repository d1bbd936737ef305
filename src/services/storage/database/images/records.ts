import { crc32 } from 'node:zlib';
import { sql, type Kysely } from 'kysely';
import type { JsonObject } from '../../../../lib/json.js';
import type { StoredImage } from '../../types/index.js';
import type { ImageTable, Tables } from '../tables.js';
import { chunks } from '../values.js';

/** A picture as it lies in its row. */
export interface ImageRow {
  readonly position: number;
  readonly change: number;
  readonly image: StoredImage;
  /** Characters of its metadata as JSON. */
  readonly metadataLength: number;
}

export function rowOf(row: ImageTable): ImageRow {
  return {
    position: Number(row.position),
    change: Number(row.change),
    metadataLength: row.metadata.length,
    image: {
      id: row.id,
      fileName: row.file_name === null ? null : (JSON.parse(row.file_name) as string),
      mimeType: row.mime_type,
      bytes: Number(row.bytes),
      width: Number(row.width),
      height: Number(row.height),
      placeholder: row.placeholder,
      metadata: JSON.parse(row.metadata) as JsonObject,
      createdAt: new Date(Number(row.created_at)).toISOString(),
    },
  };
}

/** JSON, since text columns take no NUL. */
export const fileNameColumn = (fileName: string | null): string | null =>
  fileName === null ? null : JSON.stringify(fileName);

/** Those that are there, by id. */
export async function rowsById(db: Kysely<Tables>, ids: readonly string[]): Promise<Map<string, ImageRow>> {
  const found = new Map<string, ImageRow>();
  for (const part of chunks(ids)) {
    for (const row of await db.selectFrom('image').selectAll().where('id', 'in', part).execute()) {
      found.set(row.id, rowOf(row));
    }
  }
  return found;
}

/**
 * Metadata of those that are there, by id. The database writes one JSON text for each part: handing over a row for each picture takes
 * the event loop longer than reading them takes the database.
 */
export async function metadataById(db: Kysely<Tables>, ids: readonly string[]): Promise<Map<string, JsonObject>> {
  const found = new Map<string, JsonObject>();
  for (const part of chunks(ids)) {
    // Ids are hexadecimal digits: they need no escaping.
    const { rows } = await sql<{
      metadata: string | null;
    }>`select string_agg('"' || id || '":' || metadata, ',') as metadata
      from image where id in (${sql.join(part)})`.execute(db);
    const read = JSON.parse(`{${rows[0]?.metadata ?? ''}}`) as Record<string, JsonObject>;
    for (const [id, metadata] of Object.entries(read)) found.set(id, metadata);
  }
  return found;
}

/** In the order of the positions; those that are gone are left out. */
export async function rowsAt(db: Kysely<Tables>, positions: readonly number[]): Promise<ImageRow[]> {
  const found = new Map<number, ImageRow>();
  for (const part of chunks(positions)) {
    for (const row of await db.selectFrom('image').selectAll().where('position', 'in', part).execute()) {
      found.set(Number(row.position), rowOf(row));
    }
  }
  return positions.flatMap((position) => found.get(position) ?? []);
}

/** CRC-32 of the bytes of a vector. */
export const checksumOf = (bytes: Uint8Array): number => crc32(bytes);
