import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { send } from '../support/graphql.js';
import { sha256 } from '../storage/support.js';
import { startTestServer } from '../support/server.js';
import { SEARCH_SECONDS, writtenFolder, type Written } from './fixture.js';

const LIST =
  '{images(first:50){totalCount edges{node{id fileName mimeType bytes width height placeholder metadata createdAt}}} status{vectorStore{collection}}}';
const OPEN = 'query($id:ID!){searchResult(id:$id){id createdAt hits{image{id} score}}}';

test('the first start on a folder of an earlier release migrates it: everything is there, nothing is encoded or indexed again', async () => {
  const { folder, written } = await writtenFolder();
  const today = new Date().toISOString().slice(0, 10);
  await writeFile(join(folder, 'reranker', 'spending.json'), JSON.stringify({ day: today, dollars: 0.25 }));
  const { endpoint, server, log } = await startTestServer({
    dataFolder: folder,
    settings: { SEARCH_HISTORY_SECONDS: String(SEARCH_SECONDS) },
  });
  const headers = { authorization: `Bearer ${written.key}` };
  const ask = async (query: string, variables: Record<string, unknown> = {}) => {
    const { data, errors } = await send(endpoint, query, variables, { headers });
    expect(errors).toBeUndefined();
    return data;
  };

  expect((await send(endpoint, LIST)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  // The name of the index among them: it goes on.
  expect(await ask(LIST)).toEqual(written.list);
  for (const search of written.searches)
    expect(await ask(OPEN, { id: search.id })).toEqual({ searchResult: search satisfies Written['searches'][number] });
  for (const { id } of written.searches.slice(0, 2)) {
    const picture = await server.services.history.picture(id);
    expect(sha256(picture ?? '')).toBe(written.queryPicture);
  }
  expect(log).toContainEqual(expect.objectContaining({ msg: 'the index of an earlier release goes on', mended: 0 }));

  const { database, deployment } = server.services.storage;
  expect(await database.settings.get('signing_secret')).toMatch(/^[0-9a-f]{64}$/);
  expect(await database.apiKeys.list()).toMatchObject([
    { name: 'shop "page"', scope: 'write', expiresAt: null, requestsPerMinute: null },
    { name: 'reader', scope: 'read', requestsPerMinute: 77 },
  ]);
  expect(await database.spending.spent(`dollars ${today}`)).toBe(0.25);
  const owner = JSON.parse(await readFile(join(folder, 'old-format', 'vector-store.json'), 'utf8')) as object;
  expect(owner).toEqual({ owner: deployment });
  expect(await readdir(folder)).not.toContain('records.log');
});
