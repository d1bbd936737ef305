import { sql, type Kysely } from 'kysely';
import type { ImageToPut, PutOutcome, StoredImage } from '../../types/index.js';
import { type Engine, retried } from '../engine.js';
import type { Tables } from '../tables.js';
import { addTo, each, template, totalOf } from '../values.js';
import { embeddedBy, insertEmbeddings, renumber } from './embeddings.js';
import type { PendingLabels } from './pending-labels.js';
import { freePositions, type LikelyPositions } from './positions.js';
import { fileNameColumn, type ImageRow, rowsById } from './records.js';
import { nobodyRemoves, nothingOutdated, outdated, removing } from './removals.js';

/** A new picture with the place that it gets. */
interface Placed extends ImageToPut {
  readonly position: number;
  readonly image: StoredImage;
}

/** A picture that is there but has no embedding of this encoder. */
interface Late extends ImageToPut {
  readonly position: number;
  readonly change: number;
}

/** Puts pictures in one transaction. Each id once. @returns one outcome for each, in order */
export function putImages(
  engine: Engine,
  images: readonly ImageToPut[],
  likely: LikelyPositions,
  pending: PendingLabels,
): Promise<PutOutcome[]> {
  return retried(async (attempt) => {
    const { db } = engine;
    const ids = images.map(({ record }) => record.id);
    // Most are new: the transaction meets those that are not, unfinished deletions and positions that are taken, and then they are looked for.
    const look = attempt > 1;
    const rows = look ? await rowsById(db, ids) : new Map<string, ImageRow>();
    const refused = look
      ? new Set([...(await removing(db, ids)), ...(await outdated(engine, images))])
      : new Set<string>();
    const fresh = await place(
      engine,
      images.filter(({ record: { id } }) => !rows.has(id) && !refused.has(id)),
      (times) => (look ? freePositions(db, times) : likely.of(times)),
    );
    const late = await withoutEmbedding(db, images, rows);
    const changes = await write(engine, fresh, late, pending);
    const stored = new Map(fresh.map(({ image }) => [image.id, image]));
    return ids.map((id): PutOutcome => {
      const image = stored.get(id);
      if (image !== undefined) return { status: 'stored', image, change: changes.get(id) ?? 0 };
      const row = rows.get(id);
      if (row === undefined) return { status: 'removing' };
      return { status: 'known', image: row.image, change: changes.get(id) ?? row.change };
    });
  });
}

/** @returns number of the change of each picture that was written, by id */
async function write(
  engine: Engine,
  fresh: readonly Placed[],
  late: readonly Late[],
  pending: PendingLabels,
): Promise<Map<string, number>> {
  const { db } = engine;
  // In this order they are numbered: `renumber` takes the last ones.
  const ids = [...fresh, ...late].map(({ record }) => record.id);
  if (ids.length === 0) return new Map();
  const labels = pending.append(fresh);
  // The number first: whoever has that row writes alone until the commit, so that numbers are committed in their order.
  const [numbers] = await engine.transaction([
    addTo(db, 'change', ids.length),
    addTo(db, 'images', fresh.length),
    ...nobodyRemoves(db, ids),
    ...nothingOutdated(engine, fresh),
    ...each(
      template(db, 'image insert', insertImage),
      fresh.map((image, index) => columnsOf(image, ids.length - 1 - index)),
    ),
    ...renumber(db, late),
    ...insertEmbeddings(db, [...fresh, ...late]),
    ...labels.statements,
  ]);
  labels.committed();
  const last = Number(numbers?.rows[0]?.value);
  return new Map(ids.map((id, index) => [id, last - ids.length + 1 + index]));
}

async function place(
  engine: Engine,
  images: readonly ImageToPut[],
  positionsAt: (times: readonly number[]) => number[] | Promise<number[]>,
): Promise<Placed[]> {
  if (images.length === 0) return [];
  const now = await engine.now();
  const times = images.map(({ record }) => (record.createdAt === undefined ? now : Date.parse(record.createdAt)));
  const positions = await positionsAt(times);
  return images.map((image, index) => {
    const createdAt = new Date(times[index] ?? now).toISOString();
    return { ...image, position: positions[index] ?? 0, image: { ...image.record, createdAt } };
  });
}

async function withoutEmbedding(
  db: Kysely<Tables>,
  images: readonly ImageToPut[],
  rows: ReadonlyMap<string, ImageRow>,
): Promise<Late[]> {
  const late: Late[] = [];
  for (const encoder of new Set(images.map((image) => image.encoder))) {
    const there = images.filter((image) => image.encoder === encoder && rows.has(image.record.id));
    if (there.length === 0) continue;
    const embedded = await embeddedBy(
      db,
      there.map(({ record }) => record.id),
      encoder,
    );
    for (const image of there) {
      const row = rows.get(image.record.id);
      if (row === undefined || embedded.has(row.image.id)) continue;
      late.push({ ...image, position: row.position, change: row.change });
    }
  }
  return late;
}

/** @param back by how much its number is below the last one of the transaction */
function columnsOf({ position, image }: Placed, back: number): unknown[] {
  const { id, createdAt, fileName, mimeType, bytes, width, height, placeholder, metadata } = image;
  return [
    ...[position, id, Date.parse(createdAt), fileNameColumn(fileName), mimeType, bytes, width, height],
    ...[placeholder, JSON.stringify(metadata), back],
  ];
}

const insertImage = (db: Kysely<Tables>) =>
  sql`insert into image(position, id, created_at, file_name, mime_type, bytes, width, height, placeholder, metadata, change)
    values (${0}, ${''}, ${0}, ${''}, ${''}, ${0}, ${0}, ${0}, ${''}, ${''}, ${totalOf('change')} - ${0})`.compile(db);
