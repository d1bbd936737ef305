import type { StoredImage } from '../../images.js';

/** A picture in memory: its record, and where its embedding lies. */
export interface StoredEntry {
  readonly record: StoredImage;
  readonly slot: number;
  /** CRC-32 of the embedding's bytes. */
  readonly checksum: number;
  /** Milliseconds since 1970 of record.createdAt: with the id, the place in every listing. */
  readonly time: number;
}
