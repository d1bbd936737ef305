import type { JsonObject } from '../../../lib/json.js';
import type { Scalar } from '../../storage/metadata-values.js';
import type { MetadataFilter } from '../../storage/types/index.js';
import type { VectorHit, VectorQuery, VectorStore } from '../../storage/vectors/types.js';
import { MOST_CANDIDATES } from '../../storage/vectors/rescoring.js';
import { distinctHits } from './distinct.js';

/** What a list of hits is asked with. */
export interface ListQuestion {
  readonly embedding: Float32Array;
  readonly filter?: MetadataFilter | undefined;
  /** Cosine similarity below which there is no hit. */
  readonly minScore?: number | undefined;
  /** Ids of pictures that are no hits. */
  readonly excluded: readonly string[];
  /** A metadata key: of the pictures that share a value of it, only the best is a hit. */
  readonly distinct?: string | undefined;
  /** Hits that are wanted. */
  readonly depth: number;
}

export interface FoundList {
  /** Best first. */
  readonly hits: readonly VectorHit[];
  /** With `distinct`: for each hit, how many further pictures share its value. */
  readonly others?: readonly number[];
  /** Whether there are no further ones. */
  readonly complete: boolean;
}

export interface ListSources {
  readonly vectors: Pick<VectorStore, 'search'>;
  /** In the order of the ids; undefined for pictures that are not there. */
  readonly metadata: (ids: readonly string[]) => Promise<(JsonObject | undefined)[]>;
  /** How deep lists go. */
  readonly window: number;
}

/** One list for each question, in order; those without `distinct` in one call of the vector store. */
export async function findHits(
  sources: ListSources,
  questions: readonly ListQuestion[],
  signal?: AbortSignal,
): Promise<FoundList[]> {
  const plain = questions.filter(({ distinct }) => distinct === undefined);
  const [lists, grouped] = await Promise.all([
    nearest(sources, plain, signal),
    Promise.all(
      questions.map((question) =>
        question.distinct === undefined
          ? undefined
          : findDistinct(sources, { ...question, distinct: question.distinct }, signal),
      ),
    ),
  ]);
  const answers = new Map(plain.map((question, index) => [question, lists[index] ?? []]));
  return questions.map((question, index) => {
    const hits = answers.get(question) ?? [];
    return grouped[index] ?? { hits, complete: hits.length < question.depth };
  });
}

/** Without the excluded, which are asked for beyond the depth so that the list is filled all the same. */
async function nearest(
  { vectors, window }: Pick<ListSources, 'vectors' | 'window'>,
  questions: readonly Omit<ListQuestion, 'distinct'>[],
  signal?: AbortSignal,
): Promise<VectorHit[][]> {
  if (questions.length === 0) return [];
  const queries = questions.map(({ embedding, filter, depth, excluded }): VectorQuery => {
    const limit = Math.min(Math.min(depth, window) + excluded.length, MOST_CANDIDATES);
    return { embedding, filter, signal, limit };
  });
  const lists = await vectors.search(queries);
  return questions.map(({ minScore = -1, depth, excluded }, index) => {
    const left = new Set(excluded);
    const hits = (lists[index] ?? []).filter(({ id, score }) => score >= minScore && !left.has(id));
    return hits.slice(0, Math.min(depth, window));
  });
}

/**
 * The whole window at once, so that pages stay what they were. Where the window has fewer values than the first page takes hits, what
 * lies behind it is looked at as well, without the values that are known.
 */
async function findDistinct(
  sources: ListSources,
  question: ListQuestion & { readonly distinct: string },
  signal?: AbortSignal,
): Promise<FoundList> {
  const { distinct, filter, depth, excluded } = question;
  const found: { hits: VectorHit[]; others: number[]; values: Scalar[] } = {
    ...{ hits: [], others: [], values: [] },
  };
  for (;;) {
    const none = found.values.length === 0 ? [] : [{ key: distinct, in: found.values }];
    const further = {
      ...question,
      depth: sources.window,
      filter: none.length === 0 ? filter : { ...filter, none: [...(filter?.none ?? []), ...none] },
      excluded: [...excluded, ...found.hits.map(({ id }) => id)],
    };
    const [hits = []] = await nearest(sources, [further], signal);
    const step = distinctHits(hits, await sources.metadata(hits.map(({ id }) => id)), distinct);
    found.hits.push(...step.hits);
    // Behind the window nothing is counted.
    found.others.push(...(found.values.length === 0 ? step.others : step.others.map(() => 0)));
    found.values.push(...step.values);
    if (found.hits.length >= depth || hits.length < sources.window || step.hits.length === 0) break;
  }
  const { window } = sources;
  return { hits: found.hits.slice(0, window), others: found.others.slice(0, window), complete: true };
}
