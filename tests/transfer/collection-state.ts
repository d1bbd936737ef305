import { isDeepStrictEqual } from 'node:util';
import { numbers } from '../support/numbers.js';
import { send } from '../support/graphql.js';
import { startServing } from '../support/serving.js';

/** What a collection shows to a client: its pictures in their order, and the hits of some searches, with scores to the bit. */
export interface CollectionState {
  readonly pictures: readonly { readonly id: string }[];
  readonly searches: readonly unknown[];
}

interface Page {
  readonly images: {
    readonly edges: readonly { readonly node: { readonly id: string } }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

const LIST = `query ($after: String) { images(first: 100, after: $after, orderBy: OLDEST) {
  edges { node { id fileName mimeType bytes width height placeholder metadata createdAt } } pageInfo { hasNextPage endCursor } } }`;
const SEARCH = `query ($image: ImageInput, $instruction: String, $filter: FilterInput) {
  search(image: $image, instruction: $instruction, filter: $filter, limit: 50) { hits { rank score image { id metadata } } } }`;
const WORDS = ['a red square', 'something blue', 'a dark picture', 'a phone case', 'green on white'];

/**
 * Serves a deployment and asks it.
 * @param seed chooses the searches: by words, by a picture, by both, every third one with a filter
 */
export async function stateOf(
  settings: Readonly<Record<string, string>>,
  { searches, seed }: { readonly searches: number; readonly seed: number },
): Promise<CollectionState> {
  // Each search compares with every vector: what an approximate index leaves out is its own affair, on every engine another.
  const server = await startServing({ VECTOR_INDEX_ROWS: '10000000', REQUESTS_PER_MINUTE: '1000000', ...settings });
  const ask = async <Data>(query: string, variables: Record<string, unknown>): Promise<Data> => {
    const { data, errors } = await send<Data>(`${server.url}/graphql`, query, variables);
    if (!data || errors) throw new Error(JSON.stringify(errors));
    return data;
  };
  try {
    const pictures: { readonly id: string }[] = [];
    for (let after: string | null | undefined; ;) {
      const { images }: Page = await ask<Page>(LIST, { after });
      pictures.push(...images.edges.map(({ node }) => node));
      if (!images.pageInfo.hasNextPage) break;
      after = images.pageInfo.endCursor;
    }
    const random = numbers(seed);
    const found: unknown[] = [];
    for (let n = 0; n < searches; n++) {
      const image = n % 2 === 0 ? undefined : { id: pictures[random(pictures.length)]?.id };
      const instruction = n % 4 === 1 ? undefined : `${WORDS[random(WORDS.length)]} ${random(100)}`;
      const filter = n % 3 === 0 ? { all: [{ key: 'colour', equals: 'red' }] } : undefined;
      found.push((await ask<{ search: { hits: unknown[] } }>(SEARCH, { image, instruction, filter })).search.hits);
    }
    return { pictures, searches: found };
  } finally {
    await server.stop();
  }
}

/** What is not the same, in words. */
export function differences(name: string, before: CollectionState, after: CollectionState): string[] {
  const faults: string[] = [];
  const known = new Map(after.pictures.map((one) => [one.id, one]));
  for (const one of before.pictures) {
    if (!known.has(one.id)) faults.push(`${name}: ${one.id} is missing`);
    else if (!isDeepStrictEqual(known.get(one.id), one)) faults.push(`${name}: ${one.id} is another`);
  }
  const order = ({ pictures }: CollectionState) => pictures.map(({ id }) => id);
  if (!isDeepStrictEqual(order(before), order(after))) faults.push(`${name}: not the same pictures in the same order`);
  for (const [n, hits] of before.searches.entries())
    if (!isDeepStrictEqual(hits, after.searches[n])) faults.push(`${name}: search ${n} finds other hits`);
  return faults;
}
