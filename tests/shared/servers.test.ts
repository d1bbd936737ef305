import { existsSync } from 'node:fs';
import { mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { ingest, type Outcome } from '../support/collection.js';
import { send } from '../support/graphql.js';
import type { Answer } from '../support/types.js';
import { pictureFile } from '../support/pictures.js';
import { roundRobin } from '../support/round-robin.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { startServing } from '../support/serving.js';
import { SharedEngines } from '../support/shared-deployment.js';

let engines: SharedEngines;
let deployment: Record<string, string>;
const servers: TestServer[] = [];

beforeAll(async () => {
  engines = await SharedEngines.start();
  deployment = await engines.deployment();
  const start = () => startTestServer({ settings: deployment, stopWithTest: false });
  // At the same time, on a database without tables.
  servers.push(...(await Promise.all([start(), start(), start()])));
}, 900_000);

afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await engines?.stop();
});

const SEARCH = `query ($filter: FilterInput) { search(instruction: "a square", limit: 50, filter: $filter) { id hits { image { id metadata url } } } }`;
interface Searched {
  search: { id: string; hits: { image: { id: string; metadata: Record<string, unknown>; url: string } }[] };
}

async function search({ endpoint }: TestServer, filter?: object) {
  const { data, errors } = await send<Searched>(endpoint, SEARCH, { filter });
  if (!data) throw new Error(JSON.stringify(errors));
  return data.search;
}
const found = async (server: TestServer, filter?: object) =>
  (await search(server, filter)).hits.map(({ image }) => image.id);
const at = (index: number) => servers[index % servers.length] as TestServer;

it(
  'what was stored, changed and deleted at one server is so at every other, at once',
  { timeout: 240_000 },
  async () => {
    for (let n = 0; n < 9; n++) {
      const [outcome] = await ingest(at(n).endpoint, [{ file: await pictureFile(n), metadata: { n } }]);
      expect(outcome).toMatchObject({ status: 'STORED', searchable: true });
      const id = outcome?.image?.id ?? '';
      for (const server of servers) expect(await found(server)).toContain(id);
      const changed = await send(at(n + 1).endpoint, SET, { id, metadata: { n: n + 100 } });
      expect(changed.errors).toBeUndefined();
      const filter = { all: [{ key: 'n', equals: n + 100 }] };
      for (const server of servers) expect(await found(server, filter)).toEqual([id]);
      if (n % 3 !== 0) continue;
      const deleted = await send<{ deleteImages: { deleted: string[] } }>(at(n + 2).endpoint, DELETE, { ids: [id] });
      expect(deleted.data?.deleteImages.deleted).toEqual([id]);
      for (const server of servers) expect(await found(server)).not.toContain(id);
      // Again at once, at another one: the deletion is not in its way, nor the other way round.
      const [again] = await ingest(at(n).endpoint, [{ file: await pictureFile(n), metadata: { n } }]);
      expect(again).toMatchObject({ status: 'STORED', searchable: true });
      for (const server of servers) expect(await found(server)).toContain(id);
    }
    const { hits } = await search(at(0));
    expect(hits).toHaveLength(9);
    for (const { image } of hits) expect((await fetch(image.url)).status).toBe(200);
  },
);
const SET = 'mutation ($id: ID!, $metadata: JSONObject!) { setImageMetadata(id: $id, metadata: $metadata) { id } }';
const DELETE = 'mutation ($ids: [ID!]!) { deleteImages(ids: $ids) { deleted notFound } }';

it('the same picture at all of them at once is one', async () => {
  const outcomes = await Promise.all(
    Array.from({ length: 12 }, async (_, n) => ingest(at(n).endpoint, [{ file: await pictureFile(100) }])),
  );
  const all = outcomes.flat() as Outcome[];
  expect(all.filter(({ status }) => status === 'STORED')).toHaveLength(1);
  expect(new Set(all.map(({ image }) => image?.id)).size).toBe(1);
});

it('a search is opened again, and erased, at any of them; addresses are good at all', async () => {
  const { id, hits } = await search(at(0));
  const open = async (server: TestServer) =>
    (await send<{ searchResult: { id: string } | null }>(server.endpoint, OPEN, { id })).data?.searchResult?.id;
  for (const server of servers) expect(await open(server)).toBe(id);
  const path = new URL(hits[0]?.image.url ?? '');
  for (const { url } of servers) expect((await fetch(new URL(path.pathname + path.search, url))).status).toBe(200);
  await send(at(1).endpoint, 'mutation ($ids: [ID!]) { eraseSearches(ids: $ids) }', { ids: [id] });
  for (const server of servers) expect(await open(server)).toBeUndefined();
});
const OPEN = 'query ($id: ID!) { searchResult(id: $id) { id } }';

it('a client behind a proxy that asks another server each time notices nothing', async () => {
  const proxy = await roundRobin(servers.map(({ url }) => url));
  onTestFinished(() => proxy.stop());
  const endpoint = `${proxy.url}/graphql`;
  const outcomes = await ingest(
    endpoint,
    await Promise.all(
      Array.from({ length: 7 }, async (_, n) => ({ file: await pictureFile(300 + n), metadata: { proxy: true } })),
    ),
  );
  expect(outcomes.map(({ status }) => status)).toEqual(Array.from({ length: 7 }, () => 'STORED'));
  const filter = { all: [{ key: 'proxy', equals: true }] };
  const ids: string[] = [];
  for (let after: string | null = null; ;) {
    const query = `query ($after: String, $filter: FilterInput) { images(first: 2, after: $after, filter: $filter) { totalCount edges { cursor node { id url(width: 20, height: 20) } } pageInfo { hasNextPage } } }`;
    const { data }: Answer<Listed> = await send<Listed>(endpoint, query, { after, filter });
    for (const { node } of data?.images.edges ?? []) {
      ids.push(node.id);
      expect(node.url).toContain(proxy.url);
      expect((await fetch(node.url)).status).toBe(200);
    }
    if (data?.images.pageInfo.hasNextPage !== true) break;
    after = data.images.edges.at(-1)?.cursor ?? null;
  }
  expect([...ids].sort()).toEqual(outcomes.map(({ image }) => image?.id ?? '').sort());
  const query =
    'query ($id: ID!, $filter: FilterInput) { search(image: { id: $id }, instruction: "larger", filter: $filter) { id } }';
  const { data } = await send<{ search: { id: string } }>(endpoint, query, { id: ids[0], filter });
  for (let n = 0; n < 3; n++) {
    const again = await send<{ searchResult: { hits: unknown[] } }>(
      endpoint,
      'query ($id: ID!) { searchResult(id: $id) { hits { image { id } } } }',
      { id: data?.search.id },
    );
    expect(again.data?.searchResult.hits.length).toBeGreaterThan(0);
  }
});
interface Listed {
  images: { edges: { cursor: string; node: { id: string; url: string } }[]; pageInfo: { hasNextPage: boolean } };
}

it('an original passes through in parts', async () => {
  const { hits } = await search(at(0));
  const url = hits[0]?.image.url ?? '';
  const whole = Buffer.from(await (await fetch(url)).arrayBuffer());
  const part = await fetch(url, { headers: { range: 'bytes=10-29' } });
  expect(part.status).toBe(206);
  expect(Buffer.from(await part.arrayBuffer())).toEqual(whole.subarray(10, 30));
});

it('what a killed server left without a record is swept by another one, once nobody can be at work with it', async () => {
  const query = (text: string) =>
    engines.postgres.query(text, new URL(deployment['DATABASE_URL'] ?? '').pathname.slice(1));
  const marks = async () => {
    const { rows } = await query(`select name from setting where name like 'unclean %'`);
    return rows.map(({ name }: { name: string }) => name);
  };
  const before = await marks();
  const { url, process: killed, closed } = await startServing(deployment);
  await ingest(`${url}/graphql`, [{ file: await pictureFile(400) }]);
  killed.kill('SIGKILL');
  await closed;
  const [mark = ''] = (await marks()).filter((name) => !before.includes(name));

  const hours = (count: number) => new Date(Date.now() - count * 3_600_000);
  const bucket = join(engines.s3.folder, (deployment['OBJECT_STORE'] ?? '').replace('s3://', ''));
  const object = async (key: string, modified: Date) => {
    const path = join(bucket, key);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, key);
    await utimes(path, modified, modified);
    return path;
  };
  const id = (digit: string) => `originals/${digit.repeat(2)}/${digit.repeat(64)}`;
  const left = [await object(id('a'), hours(3)), await object(`queries/${'b'.repeat(64)}/left`, hours(3))];
  const others = [await object(id('c'), hours(5)), await object(id('d'), hours(0))];
  const start = async () => startTestServer({ settings: deployment, stopWithTest: false });

  // It may only stand still.
  const early = await start();
  await early.stop();
  expect(await marks()).toContain(mark);
  expect(left.map(existsSync)).toEqual([true, true]);

  const times = JSON.stringify({ since: hours(3).getTime(), seen: hours(3).getTime() });
  await query(`update setting set value = '${times}' where name = '${mark}'`);
  const late = await start();
  await expect.poll(() => left.map(existsSync), { timeout: 30_000 }).toEqual([false, false]);
  await expect.poll(marks, { timeout: 30_000 }).not.toContain(mark);
  expect(others.map(existsSync)).toEqual([true, true]);
  await late.stop();
  // Every other server lives, or came to a clean end.
  expect((await marks()).sort()).toEqual(before.sort());
  await Promise.all(others.map((path) => rm(path)));
});

it('when tables of a newer version appear, a running server reads on and answers changes READ_ONLY', async () => {
  const database = new URL(deployment['DATABASE_URL'] ?? '').pathname.slice(1);
  await engines.postgres.query(`insert into migration values (99, 'of a newer version', now()::text)`, database);
  try {
    expect(await found(at(0))).not.toHaveLength(0);
    const [outcome] = await ingest(at(0).endpoint, [{ file: await pictureFile(200) }]);
    expect(outcome).toMatchObject({ status: 'REJECTED', error: { code: 'READ_ONLY' } });
    await expect(startTestServer({ settings: deployment })).rejects.toMatchObject({ code: 'STORE_TOO_NEW' });
  } finally {
    await engines.postgres.query('delete from migration where number = 99', database);
  }
  const [outcome] = await ingest(at(0).endpoint, [{ file: await pictureFile(200) }]);
  expect(outcome).toMatchObject({ status: 'STORED' });
});

it('no secret is in a log', async () => {
  const log = servers.map((server) => JSON.stringify(server.log)).join('');
  const secrets = [deployment['AWS_SECRET_ACCESS_KEY'], 'of%20the%20tests', 'of the tests', 'root:Milvus'];
  for (const secret of secrets) expect(log).not.toContain(secret);
});
