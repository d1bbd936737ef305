import sharp from 'sharp';
import { sha256 } from '../storage/support.js';
import { answerUnlessGone } from '../support/graphql.js';

const OPERATIONS = {
  put: 'mutation ($base64: String!, $metadata: JSONObject!) { ingestImages(images: [{ image: { base64: $base64 }, metadata: $metadata }]) { outcomes { status error { code } } } }',
  update: 'mutation ($id: ID!, $metadata: JSONObject!) { setImageMetadata(id: $id, metadata: $metadata) { id } }',
  delete: 'mutation ($id: ID!) { deleteImages(ids: [$id]) { deleted notFound } }',
};
export type Operation = keyof typeof OPERATIONS;

/** A picture that the client changes, and what may be true of it: the step in its metadata, or null where it is not stored. */
export interface Known {
  readonly id: string;
  readonly base64: string;
  possible: (number | null)[];
}

export async function pictures(count: number): Promise<Known[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const background = { r: (n * 37) % 256, g: (n * 91) % 256, b: (n * 11) % 256 };
      const bytes = await sharp({ create: { width: 40, height: 30, channels: 3, background } })
        .png()
        .toBuffer();
      return { id: sha256(bytes), base64: bytes.toString('base64'), possible: [null] };
    }),
  );
}

/** Changes one picture, and follows what may be true of it. @returns whether it was acknowledged */
export async function change(url: string, picture: Known, operation: Operation, step: number): Promise<boolean> {
  const [state = null] = picture.possible;
  const after = operation === 'delete' ? null : operation === 'put' ? step : state === null ? null : step;
  picture.possible = [...picture.possible, after];
  const query = OPERATIONS[operation];
  const all: Record<string, unknown> = { id: picture.id, base64: picture.base64, metadata: { step } };
  const variables = Object.fromEntries(Object.entries(all).filter(([name]) => query.includes(`$${name}:`)));
  const answer = await answerUnlessGone(`${url}/graphql`, query, variables);
  // Changing a picture that is not there is the only thing that this client does wrong.
  const acknowledged =
    answer !== undefined && (!answer.includes('"code":"') || (answer.includes('"IMAGE_NOT_FOUND"') && state === null));
  if (acknowledged) picture.possible = [after];
  return acknowledged;
}

interface Seen {
  readonly id: string;
  readonly metadata: { readonly step?: number };
  readonly url: string;
}

const LOOK = `{ images(first: 100) { totalCount edges { node { id metadata url } } }
  search(instruction: "a square", limit: 100) { hits { image { id metadata } } } }`;

/** What a server shows that should not be so; `listed` is what it lists. */
export async function differences(url: string, known: readonly Known[]): Promise<{ faults: string[]; listed: Seen[] }> {
  const text = await answerUnlessGone(`${url}/graphql`, LOOK);
  const answer = JSON.parse(text ?? '{}') as {
    data?: {
      images: { totalCount: number; edges: { node: Seen }[] };
      search: { hits: { image: Seen }[] } | null;
    } | null;
  };
  if (!answer.data?.search) return { faults: [`no answer: ${text?.slice(0, 200)}`], listed: [] };
  const listed = answer.data.images.edges.map(({ node }) => node);
  const found = answer.data.search.hits.map(({ image }) => image);
  const faults: string[] = [];
  const stateOf = (list: readonly Seen[], id: string) => list.find((one) => one.id === id)?.metadata.step ?? null;
  for (const { id, possible } of known) {
    const state = stateOf(listed, id);
    if (!possible.includes(state)) faults.push(`${id.slice(0, 8)} is ${state}, not ${possible.join(' or ')}`);
    if (stateOf(found, id) !== state)
      faults.push(`${id.slice(0, 8)} is listed as ${state}, found as ${stateOf(found, id)}`);
  }
  if (new Set(listed.map(({ id }) => id)).size !== answer.data.images.totalCount)
    faults.push('listed twice, or not counted');
  if (new Set(found.map(({ id }) => id)).size !== found.length) faults.push('found twice');
  return { faults, listed };
}

/** Originals that are not what they were. */
export async function damaged(listed: readonly Seen[]): Promise<string[]> {
  const wrong = await Promise.all(
    listed.map(async ({ id, url }) => {
      const answer = await fetch(url);
      const hash = sha256(new Uint8Array(await answer.arrayBuffer()));
      return hash === id ? [] : [`the original of ${id.slice(0, 8)} is not whole (${answer.status})`];
    }),
  );
  return wrong.flat();
}
