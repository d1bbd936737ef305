import type { StoredHit } from '../types/index.js';

const SCORE_BYTES = 8;
const ID_BYTES = 32;
const HIT_BYTES = SCORE_BYTES + ID_BYTES;

/** For each hit its score (Float64, so that it is the same number when it is read) and its id. */
export function encodeHits(hits: readonly StoredHit[]): Buffer {
  const bytes = Buffer.alloc(hits.length * HIT_BYTES);
  for (const [index, { id, score }] of hits.entries()) {
    bytes.writeDoubleLE(score, index * HIT_BYTES);
    bytes.write(id, index * HIT_BYTES + SCORE_BYTES, 'hex');
  }
  return bytes;
}

export function decodeHits(data: Uint8Array): StoredHit[] {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return Array.from({ length: bytes.length / HIT_BYTES }, (_, index) => {
    const start = index * HIT_BYTES;
    return { score: bytes.readDoubleLE(start), id: bytes.toString('hex', start + SCORE_BYTES, start + HIT_BYTES) };
  });
}
