import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { JsonObject } from '../../src/lib/json.js';

export interface OldWriterOptions {
  readonly dimension: number;
  /** Operations on one line of the log. */
  readonly group?: number;
}

export interface OldPictureToWrite {
  /** Its original; its SHA-256 is the id. */
  readonly text: string;
  readonly metadata?: JsonObject;
  /** Seconds since 2026. */
  readonly second?: number;
  /** Leave the original in temporary/, as a crash does. */
  readonly temporary?: boolean;
  /** Write no original. */
  readonly bare?: boolean;
}

/** Writes a data folder of the first format, as c80974d does: store.json, records.log, embeddings.f32, originals. */
export class OldWriter {
  private readonly records: number;
  private readonly embeddings: number;
  private pending: object[] = [];
  private slot = 0;

  constructor(
    readonly folder: string,
    private readonly options: OldWriterOptions,
  ) {
    mkdirSync(join(folder, 'temporary'), { recursive: true });
    this.records = openSync(join(folder, 'records.log'), 'w');
    this.embeddings = openSync(join(folder, 'embeddings.f32'), 'w');
    const identity = { model: 'test', checkpoint: 'c'.repeat(64), dimension: options.dimension };
    const description = { format: 1, identity: { ...identity, precision: 'fp32', preprocessing: 'web-1' } };
    writeFileSync(
      join(folder, 'store.json'),
      JSON.stringify({ ...description, createdAt: '2026-01-01T00:00:00.000Z' }),
    );
  }

  /** @returns id and slot */
  put({ text, metadata = {}, second = 0, temporary = false, bare = false }: OldPictureToWrite) {
    const id = idOf(text);
    if (!bare) {
      const path = join(this.folder, temporary ? join('temporary', id) : join('originals', id.slice(0, 2), id));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    const vector = vectorFor(id, this.options.dimension);
    const slot = this.slot++;
    const bytes = Buffer.from(vector.buffer);
    writeSync(this.embeddings, bytes, 0, bytes.length, slot * bytes.length);
    const record = {
      id,
      fileName: `${text.slice(0, 20)}.png`,
      mimeType: 'image/png',
      bytes: text.length,
      width: 8,
      height: 6,
    };
    const createdAt = new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
    const put = { ...record, placeholder: 'data:image/webp;base64,UklGRg==', metadata, createdAt };
    this.add({ put, slot, checksum: crc32(bytes) });
    return { id, slot };
  }

  delete(id: string, slot: number): void {
    this.add({ delete: id, slot });
  }

  purged(id: string): void {
    this.add({ purged: id });
  }

  close(): void {
    this.flush();
    closeSync(this.records);
    closeSync(this.embeddings);
  }

  private add(operation: object): void {
    this.pending.push(operation);
    if (this.pending.length >= (this.options.group ?? 1)) this.flush();
  }

  private flush(): void {
    if (this.pending.length === 0) return;
    const json = JSON.stringify(this.pending.splice(0));
    writeSync(this.records, `${crc32(json).toString(16).padStart(8, '0')} ${json}\n`);
  }
}

export const idOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A vector of length 1 that belongs to an id. */
export function vectorFor(id: string, dimension: number): Float32Array {
  const seed = Buffer.from(id, 'hex');
  const values = Float32Array.from({ length: dimension }, (_, n) => (seed[n % 32] ?? 0) - 127 + (n % 7));
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}
