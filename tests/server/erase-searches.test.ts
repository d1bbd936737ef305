import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { send, upload } from '../support/graphql.js';
import { pictureFile } from '../support/pictures.js';
import { startTestServer } from '../support/server.js';

const SEARCH = `query ($image: ImageInput, $instruction: String) {
  search(image: $image, instruction: $instruction) { id query { image { url } } }
}`;
const EARLIER = 'query ($id: ID!) { searchResult(id: $id) { id } }';
const ERASE = 'mutation ($ids: [ID!]) { eraseSearches(ids: $ids) }';

it('forgets one search or all, with the pictures that people asked with', { timeout: 180_000 }, async () => {
  const { endpoint, dataFolder } = await startTestServer();
  type Searched = { search: { id: string; query: { image: { url: string } | null } } };
  const pictured = await upload<Searched>(endpoint, SEARCH, { image: { upload: await pictureFile(1) } });
  const worded = await send<Searched>(endpoint, SEARCH, { instruction: 'something private' });
  const [one, two] = [pictured.data?.search, worded.data?.search];
  const address = one?.query.image?.url ?? '';
  expect((await fetch(address)).status).toBe(200);

  const gone = await send(endpoint, ERASE, { ids: [one?.id, one?.id, 'no search'] });
  expect(gone.data).toEqual({ eraseSearches: 1 });
  expect((await send(endpoint, EARLIER, { id: one?.id })).data).toEqual({ searchResult: null });
  expect((await fetch(address)).status).toBe(404);
  expect((await send(endpoint, EARLIER, { id: two?.id })).data).toEqual({ searchResult: { id: two?.id } });

  expect((await send(endpoint, ERASE)).data).toEqual({ eraseSearches: 1 });
  expect((await send(endpoint, EARLIER, { id: two?.id })).data).toEqual({ searchResult: null });
  const objects = await readdir(join(dataFolder, 'queries'), { recursive: true, withFileTypes: true });
  expect(objects.filter((entry) => entry.isFile())).toEqual([]);
});
