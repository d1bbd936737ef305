import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { send } from '../support/graphql.js';
import { readPage } from '../support/pages.js';

const { url, dataFolder } = inject('documentation');

const RANKED = `{
  search(instruction: "a red mug", limit: 2) { hits { image { url(width: 300) } } rerank { explanation } }
}`;

interface Ranked {
  readonly search: { readonly hits: readonly { readonly image: { readonly url: string } }[] };
}

it('the page of the data folder names everything that a server and the quickstart put there', async () => {
  const { data } = await send<Ranked>(`${url}/graphql`, RANKED);
  for (const { image } of data?.search.hits ?? []) expect((await fetch(image.url)).status).toBe(200);
  const named = readPage('docs/data-folder.md').spans;
  const unnamed = async (folder: string) =>
    (await readdir(join(dataFolder, folder), { withFileTypes: true }))
      .map((entry) => `${folder}${entry.name}`)
      .filter((path) => !named.some((name) => name === path || name.startsWith(`${path}/`)));
  expect(await unnamed('')).toEqual([]);
  expect(await unnamed('reranker/')).toEqual([]);
  expect(await unnamed('searches/')).toEqual([]);
});
