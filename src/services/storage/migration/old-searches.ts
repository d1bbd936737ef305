import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { JsonObject } from '../../../lib/json.js';
import { decodeHits } from '../database/hits.js';
import { vectorOf } from '../database/values.js';
import type { StoredHit } from '../types/index.js';

/** A search as its name tells it. */
export interface OldSearch {
  readonly id: string;
  /** Milliseconds since 1970 of its making. */
  readonly time: number;
  /** SHA-256 of the picture as it was sent; null where it had none of its own. */
  readonly picture: string | null;
  /** Of its file. */
  readonly name: string;
}

const NAME = /^([A-Za-z0-9_-]{30})(?:~([0-9a-f]{64}))?$/;
/** Of the time at the beginning of an id, big-endian. */
const TIME_BYTES = 6;

/** Oldest first. */
export function listOldSearches(results: string): OldSearch[] {
  const names = existsSync(results) ? readdirSync(results) : [];
  const searches = names.flatMap((name): OldSearch[] => {
    const [, id, picture = null] = NAME.exec(name) ?? [];
    if (id === undefined) return [];
    return [{ id, time: Buffer.from(id, 'base64url').readUIntBE(0, TIME_BYTES), picture, name }];
  });
  return searches.sort((one, other) => one.time - other.time || (one.id < other.id ? -1 : 1));
}

export interface OldSearchContent {
  readonly content: JsonObject;
  readonly embedding: Float32Array;
  readonly hits: readonly StoredHit[];
}

/** CRC-32 of everything behind it, length of the header, numbers in the embedding, hits; little-endian. */
const PREFIX_BYTES = 16;

/** Undefined where the bytes are not what was written: after a power cut the last searches may be torn. */
export function readOldSearch(results: string, { name }: OldSearch): OldSearchContent | undefined {
  const data = readFileSync(join(results, name));
  if (data.length < PREFIX_BYTES || data.readUInt32LE(0) !== crc32(data.subarray(4))) return undefined;
  const vectorStart = PREFIX_BYTES + data.readUInt32LE(4);
  const hitsStart = vectorStart + data.readUInt32LE(8) * 4;
  const { query, timings, complete } = JSON.parse(data.toString('utf8', PREFIX_BYTES, vectorStart)) as JsonObject;
  return {
    content: { query: query ?? null, timings: timings ?? null, complete: complete ?? false },
    embedding: vectorOf(data.subarray(vectorStart, hitsStart)),
    hits: decodeHits(data.subarray(hitsStart)),
  };
}
