import { send } from '../support/graphql.js';

/** Models between which tests switch. */
export const FROM = 'demo';
export const TO = 'clip-tiny';

interface Asked {
  status: { images: number; model: { id: string }; modelSwitch: { state: string } | null };
}
interface Hits {
  search: { hits: { score: number; image: { id: string } }[] };
}
interface SearchInput {
  readonly id: string;
  readonly limit: number;
  readonly filter?: object;
}

/** @param url of a server, such as `http://127.0.0.1:4000` */
export async function statusOf(url: string): Promise<Asked['status']> {
  const { data, errors } = await send<Asked>(
    `${url}/graphql`,
    '{ status { images model { id } modelSwitch { state } } }',
  );
  if (!data) throw new Error(JSON.stringify(errors));
  return data.status;
}

/** A picture's neighbours, itself among them, with their scores. */
export async function hitsOf(url: string, { id, limit, filter }: SearchInput): Promise<string[]> {
  const { data, errors } = await send<Hits>(
    `${url}/graphql`,
    'query ($id: ID!, $limit: Int!, $filter: FilterInput) { search(image: { id: $id }, limit: $limit, filter: $filter, includeQueryImage: true) { hits { score image { id } } } }',
    { id, limit, ...(filter !== undefined && { filter }) },
  );
  if (!data || errors) throw new Error(JSON.stringify(errors));
  return data.search.hits.map(({ score, image }) => `${image.id} ${score}`);
}

/** The same of every picture, all of them. */
export async function allHits(url: string, ids: readonly string[]): Promise<string[][]> {
  const lists: string[][] = [];
  for (const id of ids) lists.push(await hitsOf(url, { id, limit: ids.length }));
  return lists;
}
