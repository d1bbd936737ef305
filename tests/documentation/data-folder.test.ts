import { readdir } from 'node:fs/promises';
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
  const unnamed = (await readdir(dataFolder)).filter(
    (path) => !named.some((name) => name === path || name.startsWith(`${path}/`)),
  );
  expect(unnamed).toEqual([]);
});
