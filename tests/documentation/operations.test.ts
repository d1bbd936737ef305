import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type OperationDefinitionNode, parse } from 'graphql';
import { expect, inject, it } from 'vitest';
import { send } from '../support/graphql.js';
import { type Block, titleOf } from '../support/pages.js';
import { picture } from '../support/pictures.js';
import type {} from './support/server.js';
import { claimedBy } from './support/claims.js';
import { nearly } from './support/nearly.js';

const { url, pictures } = inject('documentation');
const endpoint = `${url}/graphql`;

const blocks = claimedBy('documentation/operations.test.ts');
const operations = blocks.filter(({ language }) => language === 'graphql');
const answers = blocks.filter(({ language }) => language === 'json');

const instruction = 'phone case with this image theme';
const leopard = async () => ({
  base64: (await readFile(join(pictures, 'themes/leopard-1.jpg'))).toString('base64'),
});

async function searchId(): Promise<string> {
  const query = `query ($image: ImageInput!, $instruction: String) { search(image: $image, instruction: $instruction) { id } }`;
  const { data } = await send<{ search: { id: string } }>(endpoint, query, { image: await leopard(), instruction });
  return data?.search.id ?? '';
}

/** A picture of its own, which an operation may delete. */
async function newPicture(seed: number): Promise<string> {
  const query = `mutation ($images: [IngestImageInput!]!) { ingestImages(images: $images) { outcomes { image { id } } } }`;
  const images = [{ image: { base64: (await picture(seed)).toString('base64') } }];
  const { data } = await send<{ ingestImages: { outcomes: { image: { id: string } }[] } }>(endpoint, query, { images });
  return data?.ingestImages.outcomes[0]?.image.id ?? '';
}

/** What the variables of an operation of that name stand for. */
const VARIABLES: Readonly<Record<string, () => Promise<Record<string, unknown>>>> = {
  FirstSearch: async () => ({}),
  Search: async () => ({ image: await leopard(), instruction }),
  Explain: async () => ({ id: await searchId() }),
  Rerank: async () => ({ id: await searchId() }),
  Ingest: async () => ({ images: [{ image: { base64: (await picture(901)).toString('base64') } }] }),
  AskAgain: async () => ({ search: await searchId(), instruction: 'as a mug' }),
  ProductPage: async () => ({ id: await newPicture(903) }),
  Refine: async () => ({ search: await searchId(), good: await newPicture(904), bad: await newPicture(905) }),
  Narrow: async () => ({ instruction }),
  Sale: async () => {
    const id = await newPicture(906);
    const mark = 'mutation ($id: ID!) { setImageMetadata(id: $id, metadata: { season: "last" }) { id } }';
    await send(endpoint, mark, { id });
    return { filter: { all: [{ key: 'season', equals: 'last' }] }, expected: 1 };
  },
  Tidy: async () => ({ id: await newPicture(902), metadata: { kind: 'tidied' } }),
};

async function run({ code }: Block) {
  const { name, variableDefinitions } = parse(code).definitions[0] as OperationDefinitionNode;
  const values = (await VARIABLES[name?.value ?? '']?.()) ?? {};
  const declared = new Set(variableDefinitions?.map(({ variable }) => variable.name.value));
  return send(endpoint, code, Object.fromEntries(Object.entries(values).filter(([key]) => declared.has(key))));
}

it.each(operations.map((block) => [titleOf(block), block] as const))('%s: is answered', async (_title, block) => {
  const { status, data, errors } = await run(block);
  expect({ status, errors }).toEqual({ status: 200, errors: undefined });
  expect(nulls(data)).toEqual([]);
});

/** Paths of what came back as null. */
function nulls(value: unknown, path = 'data'): string[] {
  // An outcome has a picture or an error, a ranking may have no reason for one, a picture no name, and words no span.
  if (value === null) return /(error|reason|fileName|minimum|maximum)$/.test(path) ? [] : [path];
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => nulls(inner, `${path}.${key}`));
}

it.each(answers.map((block) => [titleOf(block), block] as const))('%s: is the answer', async (_title, block) => {
  if (!block.previous) throw new Error('An answer stands below its operation');
  const { data } = await run(block.previous);
  expect({ data }).toEqual(nearly(JSON.parse(block.code)));
});
