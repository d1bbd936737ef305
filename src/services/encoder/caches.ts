import { LRUCache } from 'lru-cache';
import type { EncoderImage } from './types.js';

/** How often a cache had the answer, since the start. */
export interface CacheCounts {
  readonly hits: number;
  readonly misses: number;
}

/** Vectors of recent queries by key; at most `bytes` of them, the least recently used go first. */
export class VectorCache {
  private readonly entries: LRUCache<string, Float32Array> | undefined;
  private hits = 0;
  private misses = 0;

  /** `bytes` 0: caches nothing. */
  constructor(bytes: number) {
    if (bytes > 0) this.entries = new LRUCache({ maxSize: bytes, sizeCalculation: (values) => values.byteLength });
  }

  get counts(): CacheCounts {
    return { hits: this.hits, misses: this.misses };
  }

  get(key: string): Float32Array | undefined {
    const values = this.entries?.get(key);
    if (values === undefined) this.misses += 1;
    else this.hits += 1;
    return values;
  }

  set(key: string, values: Float32Array): void {
    this.entries?.set(key, values);
  }
}

/** Key of a picture's part: content and region decide its image tokens. */
export function imageKey({ id, region }: EncoderImage): string {
  return region === undefined ? id : `${id} ${region.left} ${region.top} ${region.width} ${region.height}`;
}

/** Key of a query: its picture and its tokens decide its embedding. */
export function queryKey(image: EncoderImage | undefined, tokenIds: readonly number[]): string {
  return `${image === undefined ? '' : imageKey(image)}|${tokenIds.join(' ')}`;
}
