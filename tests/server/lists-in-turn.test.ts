import { expect, it, vi } from 'vitest';
import { fill } from '../support/collection.js';
import { send } from '../support/graphql.js';
import { startTestServer } from '../support/server.js';

it('reads few lists of one request at a time, so that those of others come in between', async () => {
  const { endpoint, server } = await startTestServer();
  await fill(endpoint, 2);
  const { collection } = server.services;
  let [reading, most] = [0, 0];
  const counted =
    <Args extends unknown[], Result>(read: (...args: Args) => Promise<Result> | Result) =>
    async (...args: Args) => {
      most = Math.max(most, ++reading);
      try {
        return await read(...args);
      } finally {
        reading--;
      }
    };
  const [page, fields] = [counted(collection.page.bind(collection)), counted(collection.fields.bind(collection))];
  vi.spyOn(collection, 'page').mockImplementation(page);
  vi.spyOn(collection, 'fields').mockImplementation(fields);
  const lists = Array.from(
    { length: 10 },
    (_, n) => `i${n}: images { edges { node { id } } } m${n}: metadataFields { key }`,
  );
  const { data, errors } = await send<Record<string, unknown>>(endpoint, `{ ${lists.join(' ')} }`);
  expect(errors).toBeUndefined();
  expect(Object.keys(data ?? {})).toHaveLength(20);
  expect(most).toBe(2);
});
