import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { MetadataFilter } from '../../src/services/storage/types/index.js';
import type { VectorIndex, VectorRecord } from '../../src/services/storage/vectors/index.js';
import { ClusteredVectors } from './clustered.js';

const DIMENSION = 768;
const LIMIT = 9;
/** Changes that the feed applies at a time. */
const BATCH = 500;
/** Comparing with all takes long where there are many. */
const queriesFor = (vectors: number): number => (vectors > 100_000 ? 100 : 200);
const WARM_UP = 20;
/** Keeps a tenth of the rows. */
const FILTER: MetadataFilter = { all: [{ key: 'tenth', equals: 3 }] };

export interface Row {
  readonly store: string;
  readonly vectors: number;
  readonly filtered: boolean;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Of the nine nearest by comparing with all, how many were found. */
  readonly recall: number;
}

export interface Build {
  readonly store: string;
  readonly vectors: number;
  /** Seconds until all are written, and until the index is built after that. */
  readonly write: number;
  readonly index: number;
  /** MiB: the most that there was while it was written and indexed, above what there was before. */
  readonly memory: number;
  /** MiB. */
  readonly disk: number;
}

export interface Place {
  readonly name: string;
  readonly store: VectorIndex;
  /** Folder whose size counts. */
  readonly folder: string;
  /** Process whose memory counts beside ours; undefined where the store is in this process. */
  readonly pid?: () => number;
}

/** Fills an empty store with so many vectors and measures searches one after another, as one user sees them. */
export async function measure(place: Place, vectors: number): Promise<{ build: Build; rows: Row[] }> {
  const { name, store, folder } = place;
  const source = new ClusteredVectors(DIMENSION, vectors);
  const memory = watchMemory(place);
  const started = performance.now();
  // As the feed of changes fills an index.
  await store.filling(async () => {
    for (let start = 0; start < vectors; start += BATCH)
      await store.upsert(
        Array.from({ length: Math.min(BATCH, vectors - start) }, (_, offset) => entry(source, start + offset)),
      );
  });
  const written = performance.now();
  await store.optimise({ unread: true });
  const indexed = performance.now();
  const growth = memory.stop();
  const rows: Row[] = [];
  for (const filter of [undefined, FILTER]) {
    const { times, recall } = await search(store, source, vectors, filter);
    rows.push({
      store: name,
      vectors,
      filtered: filter !== undefined,
      p50: at(times, 0.5),
      p99: at(times, 0.99),
      recall,
    });
  }
  const build = {
    store: name,
    vectors,
    write: (written - started) / 1000,
    index: (indexed - written) / 1000,
    memory: growth,
    disk: Number(execFileSync('du', ['-sm', folder], { encoding: 'utf8' }).split('\t')[0]),
  };
  return { build, rows };
}

const id = (index: number) => index.toString(16).padStart(8, '0').split('').reverse().join('').padEnd(64, '0');

const entry = (source: ClusteredVectors, index: number): VectorRecord => ({
  id: id(index),
  embedding: source.at(index),
  metadata: { index, tenth: index % 10 },
});

async function search(store: VectorIndex, source: ClusteredVectors, vectors: number, filter?: MetadataFilter) {
  const queries = Array.from({ length: queriesFor(vectors) + WARM_UP }, (_, index) => source.at(vectors + index));
  const times: number[] = [];
  const found: Set<string>[] = [];
  for (const [index, embedding] of queries.entries()) {
    const start = performance.now();
    const [hits = []] = await store.search([{ embedding, limit: LIMIT, filter }]);
    if (index < WARM_UP) continue;
    times.push(performance.now() - start);
    found.push(new Set(hits.map((hit) => hit.id)));
  }
  const truth = nearest(source, vectors, queries.slice(WARM_UP), filter ? (index) => index % 10 === 3 : () => true);
  const hits = truth.reduce((sum, ids, index) => sum + ids.filter((one) => found[index]?.has(one)).length, 0);
  return { times: times.sort((left, right) => left - right), recall: hits / (truth.length * LIMIT) };
}

/** By comparing with all: what recall is measured against. */
function nearest(
  source: ClusteredVectors,
  vectors: number,
  queries: readonly Float32Array[],
  keep: (index: number) => boolean,
) {
  const best = queries.map((): { id: string; score: number }[] => []);
  for (let index = 0; index < vectors; index++) {
    if (!keep(index)) continue;
    const vector = source.at(index);
    for (const [number, query] of queries.entries()) {
      let score = 0;
      for (let component = 0; component < vector.length; component++)
        score += (vector[component] ?? 0) * (query[component] ?? 0);
      const list = best[number] ?? [];
      const last = list[LIMIT - 1];
      if (last && score <= last.score) continue;
      list.push({ id: id(index), score });
      list.sort((left, right) => right.score - left.score);
      list.length = Math.min(list.length, LIMIT);
    }
  }
  return best.map((list) => list.map((hit) => hit.id));
}

const at = (sorted: readonly number[], quantile: number) => sorted[Math.floor((sorted.length - 1) * quantile)] ?? 0;

/** Milliseconds between two looks. */
const WATCH = 100;

function watchMemory(place: Place): { stop(): number } {
  // A store in a process of its own begins with nothing.
  const before = place.pid ? 0 : residentMiB(place);
  let most = before;
  const look = () => (most = Math.max(most, residentMiB(place)));
  const timer = setInterval(look, WATCH);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      return most - before;
    },
  };
}

function residentMiB({ pid }: Place): number {
  const status = readFileSync(`/proc/${pid?.() ?? process.pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024);
}
