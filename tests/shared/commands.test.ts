import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { fill } from '../support/collection.js';
import { leopardHere } from '../support/command-line-here.js';
import { send } from '../support/graphql.js';
import { picture } from '../support/pictures.js';
import { startTestServer, temporaryFolder, type TestServer } from '../support/server.js';
import { SharedEngines } from '../support/shared-deployment.js';

let engines: SharedEngines;
beforeAll(async () => {
  engines = await SharedEngines.start();
}, 900_000);
afterAll(() => engines?.stop());
afterEach(() => vi.unstubAllEnvs());

/** The settings are those of the commands that follow. */
async function environment(settings: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries({ ...settings, ENCODER_WORKERS: '1' })) vi.stubEnv(name, value);
  vi.stubEnv('DATA_FOLDER', (await folder()).path);
}
const folders: { remove(): Promise<void> }[] = [];
async function folder() {
  const made = await temporaryFolder();
  folders.push(made);
  return made;
}
afterAll(() => Promise.all(folders.map((made) => made.remove())));

const HITS = `{ search(instruction: "a square", limit: 50) { hits { score image { id fileName metadata createdAt } } } }`;
async function hits({ endpoint }: TestServer, key?: string) {
  const headers: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const { data, errors } = await send<{ search: { hits: unknown[] } }>(endpoint, HITS, {}, { headers });
  if (!data) throw new Error(JSON.stringify(errors));
  return data.search.hits;
}

it('commands work on a shared deployment directly, beside a server', { timeout: 240_000 }, async () => {
  const settings = await engines.deployment();
  const server = await startTestServer({ settings });
  await fill(server.endpoint, 3);
  await environment(settings);
  const pictures = (await folder()).path;
  await writeFile(join(pictures, 'new.png'), await picture(50));

  expect(await leopardHere('ingest', pictures)).toMatchObject({ exitCode: 0 });
  expect(await hits(server)).toHaveLength(4);
  const found = await leopardHere('search', '--instruction', 'a square', '--json');
  expect((JSON.parse(found.stdout) as { hits: unknown[] }).hits).toHaveLength(4);
  expect(await leopardHere('doctor')).toMatchObject({ exitCode: 0, stdout: '4 pictures are whole.\n' });
  const archive = join(pictures, 'pictures.tar');
  expect((await leopardHere('export', archive)).stdout).toContain('4 pictures');
  expect((await leopardHere('import', archive)).stdout).toBe('0 pictures were stored, 4 were there already.\n');
  expect((await leopardHere('migrate')).stdout).toContain('is up to date: 4 pictures');
  expect(await leopardHere('reindex')).toMatchObject({ exitCode: 0 });
  await expect.poll(() => server.server.services.vectors.collection, { timeout: 30_000 }).toMatch(/_g2$/);
  expect(await hits(server)).toHaveLength(4);

  const made = await leopardHere('keys', 'create', '--name', 'page');
  const key = made.stdout.trim();
  await expect.poll(() => refused(server), { timeout: 5000 }).toBe(true);
  expect(await hits(server, key)).toHaveLength(4);
  expect(await leopardHere('keys', 'revoke', key.split('_')[1] ?? '')).toMatchObject({ exitCode: 0 });
  await expect.poll(() => refused(server, key), { timeout: 5000 }).toBe(true);
});

const refused = (server: TestServer, key?: string) =>
  hits(server, key).then(
    () => false,
    () => true,
  );

it(
  'a collection is copied to a shared deployment and back: the same ids, metadata, hits, keys',
  { timeout: 240_000 },
  async () => {
    const here = (await folder()).path;
    const first = await startTestServer({ dataFolder: here, stopWithTest: false });
    await fill(first.endpoint, 30);
    const before = await hits(first);
    const { data } = await send<{ search: { id: string } }>(first.endpoint, '{ search(instruction: "red") { id } }');
    await first.stop();
    await environment({});
    const { stdout } = await leopardHere('keys', 'create', '--data-folder', here, '--scope', 'write');
    const key = stdout.trim();

    const settings = await engines.deployment();
    const file = join((await folder()).path, 'shared.env');
    await writeFile(
      file,
      Object.entries(settings)
        .map(([name, value]) => `${name}="${value}"\n`)
        .join(''),
    );
    expect((await leopardHere('copy', '--data-folder', here, '--to', file)).stdout).toMatch(
      /^30 pictures were copied to postgres:/,
    );
    const shared = await startTestServer({ settings });
    expect(await hits(shared, key)).toEqual(before);
    const headers = { authorization: `Bearer ${key}` };
    const earlier = await send(
      shared.endpoint,
      'query ($id: ID!) { searchResult(id: $id) { id } }',
      { id: data?.search.id },
      { headers },
    );
    expect(earlier.data).toEqual({ searchResult: { id: data?.search.id } });
    const again = await leopardHere('copy', '--data-folder', here, '--to', file);
    expect(again.stdout).toMatch(/^0 pictures were copied to .*, 30 were there already/);

    await environment(settings);
    const back = (await folder()).path;
    expect(await leopardHere('copy', '--to', join(back, 'new'))).toMatchObject({ exitCode: 0 });
    const last = await startTestServer({ dataFolder: join(back, 'new') });
    expect(await hits(last, key)).toEqual(before);
  },
);

it('an address with a password is not taken on the command line', async () => {
  await environment({});
  const { exitCode, stderr } = await leopardHere('copy', '--to', 'postgres://user:secret@host/db');
  expect(exitCode).toBe(1);
  expect(stderr).toContain('COPY_TARGET_UNREADABLE');
  expect(stderr).not.toContain('secret');
});
