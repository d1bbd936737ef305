import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { SetupError } from '../../../lib/errors.js';
import type { JsonObject } from '../../../lib/json.js';
import { type CountedLabel, labelsOf } from '../database/images/labels.js';
import { fileNameColumn } from '../database/images/records.js';
import type { StoredImage } from '../types/index.js';
import type { BulkWriter } from './bulk-writer.js';
import type { OldPicture, OldPictures } from './old-pictures.js';
import { operationsIn, readLog } from './record-log.js';

/** Positions within a millisecond. */
const WITHIN = 2048;
/** Pictures whose labels are sorted and written together: neighbours in the table, and memory for one batch. */
const BATCH = 10_000;
/** Pictures between two reports. */
const REPORT = 1000;

export interface CopyOptions {
  readonly records: string;
  readonly embeddings: string;
  readonly dimension: number;
  /** Number of the encoder. */
  readonly encoder: number;
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Writes records, embeddings, labels, changes and unfinished deletions. The order of listings (time, then id) stays.
 * @throws SetupError STORE_DAMAGED for an embedding that is not what was written
 */
export function copyPictures(
  writer: BulkWriter,
  { pictures, removals }: OldPictures,
  { records, embeddings, dimension, encoder, onProgress }: CopyOptions,
): void {
  const positions = positionsOf(pictures);
  const vectors = new EmbeddingSlots(embeddings, dimension);
  const labels = new LabelBatch(writer);
  let operation = 0;
  let change = 0;
  try {
    for (const group of readLog(records)) {
      for (const entry of operationsIn(group)) {
        const last = 'put' in entry ? pictures.get(entry.put.id) : undefined;
        if ('put' in entry && last?.operation === operation) {
          const position = positions.get(entry.put.id) ?? 0;
          const vector = vectors.read(last, entry.put.id);
          writer.insert('image', columnsOf(entry.put, position, last.time, ++change));
          writer.insert('embedding', { image: position, encoder, vector, length: 1, checksum: last.checksum });
          labels.add(position, entry.put.metadata);
          if (change % BATCH === 0) labels.flush();
          if (change % REPORT === 0) onProgress(change, pictures.size);
        }
        operation += 1;
      }
    }
  } finally {
    vectors.close();
  }
  labels.finish();
  for (const id of removals) writer.insert('removal', { change: ++change, id, done: 0, reserved_until: 0 });
  writer.setTotal('change', change);
  writer.setTotal('images', pictures.size);
  onProgress(pictures.size, pictures.size);
}

/** In the order of the listings of the old format. */
function positionsOf(pictures: ReadonlyMap<string, OldPicture>): Map<string, number> {
  const order = [...pictures].sort(([id, { time }], [otherId, other]) => time - other.time || (id < otherId ? -1 : 1));
  let last = -1;
  // More in one millisecond than it has positions, which only an import can bring about, take those of the next.
  return new Map(order.map(([id, { time }]) => [id, (last = Math.max(last + 1, time * WITHIN))]));
}

function columnsOf({ id, fileName, ...record }: StoredImage, position: number, time: number, change: number) {
  const { mimeType, bytes, width, height, placeholder, metadata } = record;
  return {
    ...{
      position,
      id,
      created_at: time,
      file_name: fileNameColumn(fileName),
      mime_type: mimeType,
      bytes,
      width,
      height,
    },
    ...{ placeholder, metadata: JSON.stringify(metadata), change },
  };
}

/** Embeddings in slots of equal length: `Float32 [slots, dimension]`, little-endian. */
class EmbeddingSlots {
  private readonly file: number | undefined;

  constructor(
    private readonly path: string,
    private readonly dimension: number,
  ) {
    this.file = existsSync(path) ? openSync(path, 'r') : undefined;
  }

  read({ slot, checksum }: OldPicture, id: string): Uint8Array {
    const bytes = new Uint8Array(this.dimension * 4);
    const read = this.file === undefined ? 0 : readSync(this.file, bytes, 0, bytes.length, slot * bytes.length);
    if (read === bytes.length && crc32(bytes) === checksum) return bytes;
    throw new SetupError(
      'STORE_DAMAGED',
      `The embedding of picture ${id} in ${this.path} is not what was written. Restore the file from a backup, or run ` +
        '`leopard doctor --repair` of the version that wrote it, which sets the picture aside. Nothing was changed.',
    );
  }

  close(): void {
    if (this.file !== undefined) closeSync(this.file);
  }
}

/** Labels of some pictures, and how often each label is there in all: the largest thing in memory, about 150 bytes a label. */
class LabelBatch {
  private rows: { label: Buffer; image: number; number: number | null }[] = [];
  private readonly counts = new Map<string, { readonly label: CountedLabel; n: number }>();

  constructor(private readonly writer: BulkWriter) {}

  add(image: number, metadata: JsonObject): void {
    for (const label of labelsOf(metadata)) {
      if (label.findable) this.rows.push({ label: label.label, image, number: label.number });
      const name = label.label.toString('latin1');
      const count = this.counts.get(name);
      if (count === undefined) this.counts.set(name, { label, n: 1 });
      else count.n += 1;
    }
  }

  flush(): void {
    this.rows.sort((one, other) => one.label.compare(other.label) || one.image - other.image);
    for (const row of this.rows) this.writer.insert('label', row);
    this.rows = [];
    this.writer.checkpoint();
  }

  finish(): void {
    this.flush();
    const counts = [...this.counts.values()].sort((one, other) => one.label.label.compare(other.label.label));
    for (const {
      label: { label, key, value },
      n,
    } of counts)
      this.writer.insert('label_count', { label, key, value, n });
  }
}
