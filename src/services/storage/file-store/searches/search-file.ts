import { crc32 } from 'node:zlib';
import type { NewSearch, SavedSearch } from '../../searches.js';

type Content = Omit<NewSearch, 'picture'>;
type Header = Pick<SavedSearch, 'query' | 'timings' | 'complete'>;

/** CRC-32 of everything behind it, length of the header, numbers in the embedding, hits; little-endian. */
const PREFIX_BYTES = 16;
const ID_BYTES = 32;
const SCORE_BYTES = 8;

/**
 * One search as a file: prefix, header (JSON), embedding `Float32 [dimension]`, then for each hit its score (Float64, so
 * that it is the same number after a restart) and its id (32 bytes).
 */
export function encodeSearch({ query, timings, complete, embedding, hits }: Content): Buffer {
  const header = Buffer.from(JSON.stringify({ query, timings, complete } satisfies Header));
  const vector = Buffer.from(embedding.buffer, embedding.byteOffset, embedding.byteLength);
  const list = Buffer.alloc(hits.length * (SCORE_BYTES + ID_BYTES));
  for (const [index, { id, score }] of hits.entries()) {
    const offset = index * (SCORE_BYTES + ID_BYTES);
    list.writeDoubleLE(score, offset);
    list.write(id, offset + SCORE_BYTES, 'hex');
  }
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32LE(header.length, 4);
  prefix.writeUInt32LE(embedding.length, 8);
  prefix.writeUInt32LE(hits.length, 12);
  const data = Buffer.concat([prefix, header, vector, list]);
  data.writeUInt32LE(crc32(data.subarray(4)), 0);
  return data;
}

/** Undefined where the bytes are not what was written: after a power cut the last searches may be torn. */
export function decodeSearch(data: Buffer): Content | undefined {
  if (data.length < PREFIX_BYTES || data.readUInt32LE(0) !== crc32(data.subarray(4))) return undefined;
  const vectorStart = PREFIX_BYTES + data.readUInt32LE(4);
  const listStart = vectorStart + data.readUInt32LE(8) * 4;
  const { query, timings, complete } = JSON.parse(data.toString('utf8', PREFIX_BYTES, vectorStart)) as Header;
  // A copy, since the vector need not begin at a multiple of four bytes of the file.
  const embedding = new Float32Array(new Uint8Array(data.subarray(vectorStart, listStart)).buffer);
  const hits = Array.from({ length: data.readUInt32LE(12) }, (_, index) => {
    const offset = listStart + index * (SCORE_BYTES + ID_BYTES);
    const id = data.toString('hex', offset + SCORE_BYTES, offset + SCORE_BYTES + ID_BYTES);
    return { id, score: data.readDoubleLE(offset) };
  });
  return { query, timings, complete, embedding, hits };
}
