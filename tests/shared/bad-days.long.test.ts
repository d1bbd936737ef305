import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { sha256 } from '../storage/support.js';
import { ingest, type Outcome } from '../support/collection.js';
import { leopardHere } from '../support/command-line-here.js';
import { send } from '../support/graphql.js';
import { PgBouncer } from '../support/pgbouncer.js';
import { pictureFile } from '../support/pictures.js';
import { type S3Fault, S3Proxy } from '../support/s3-proxy.js';
import { startTestServer, temporaryFolder } from '../support/server.js';
import { startServing } from '../support/serving.js';
import { SharedEngines } from '../support/shared-deployment.js';
import { TcpProxy } from '../support/tcp-proxy.js';

/** Milliseconds in which whoever applied changes is replaced. */
const REPLACED = 15_000;
const LONG = { timeout: 240_000 };

let engines: SharedEngines;
let deployment: Record<string, string>;
beforeAll(async () => {
  engines = await SharedEngines.start();
  deployment = await engines.deployment();
}, 900_000);
afterAll(() => engines?.stop());
afterEach(() => vi.unstubAllEnvs());

type Settings = Record<string, string>;
interface Server {
  readonly url: string;
}
const start = (settings: Settings): Promise<Server> => startTestServer({ settings: { ...deployment, ...settings } });

/** A server as a process of its own. */
async function startProcess(settings: Settings) {
  const folder = await temporaryFolder();
  const server = await startServing({ ...deployment, ...settings, DATA_FOLDER: folder.path, LOG_LEVEL: 'silent' });
  onTestFinished(async () => {
    await server.stop();
    await folder.remove();
  });
  return server;
}

/** A part that is stopped after the test. */
function stopped<T extends { stop(): Promise<void> }>(part: T): T {
  onTestFinished(() => part.stop());
  return part;
}

/** The code with which a server does not start. */
const refusal = (settings: Settings): Promise<unknown> =>
  start(settings).then(
    () => 'started',
    (error: { code?: string }) => error.code ?? error,
  );

let picturesMade = 0;
const another = () => pictureFile((picturesMade += 1));
const idOf = async (file: File) => sha256(new Uint8Array(await file.arrayBuffer()));
const ingestAt = ({ url }: Server, files: readonly File[]): Promise<Outcome[]> =>
  ingest(
    `${url}/graphql`,
    files.map((file) => ({ file })),
  );

/** @returns the id of a new picture that is stored, and found at once */
async function store(server: Server): Promise<string> {
  const [outcome] = await ingestAt(server, [await another()]);
  expect(outcome).toMatchObject({ status: 'STORED', searchable: true });
  return outcome?.image?.id ?? '';
}

const LOOK = `{ images(first: 100) { totalCount edges { node { id url } } } search(instruction: "a square", limit: 100) { id expiresAt hits { image { id } } } }`;
interface Looked {
  images: { totalCount: number; edges: { node: { id: string; url: string } }[] };
  search: { id: string; expiresAt: string; hits: { image: { id: string } }[] };
}
async function look({ url }: Server, headers: Record<string, string> = {}): Promise<Looked> {
  const { data, errors } = await send<Looked>(`${url}/graphql`, LOOK, {}, { headers });
  if (!data) throw new Error(JSON.stringify(errors));
  return data;
}

/** What a server lists, each once, which is what it finds. */
async function shown(server: Server): Promise<string[]> {
  const { images, search } = await look(server);
  const listed = images.edges.map(({ node }) => node.id).sort();
  expect(new Set(listed).size).toBe(images.totalCount);
  expect(search.hits.map(({ image }) => image.id).sort()).toEqual(listed);
  return listed;
}

/** Runs `leopard …` on the deployment. */
async function command(...parameters: string[]) {
  for (const [name, value] of Object.entries(deployment)) vi.stubEnv(name, value);
  const folder = await temporaryFolder();
  const outcome = await leopardHere(...parameters, '--data-folder', folder.path);
  await folder.remove();
  return outcome;
}
async function makeKey(): Promise<{ id: string; headers: Record<string, string> }> {
  const { stdout } = await command('keys', 'create', '--json', '--name', 'of a test', '--scope', 'write');
  const { id, key } = JSON.parse(stdout) as { id: string; key: string };
  return { id, headers: { authorization: `Bearer ${key}` } };
}
const codeAt = async ({ url }: Server, headers: Record<string, string>) =>
  (await send(`${url}/graphql`, '{ status { version } }', {}, { headers })).errors?.[0]?.extensions?.code;

it(
  'behind PgBouncer, which pools transactions: found at once, a dead holder replaced, keys revoked',
  LONG,
  async () => {
    const bouncer = await PgBouncer.start(engines.postgres.port);
    if (bouncer === undefined) return;
    stopped(bouncer);
    const DATABASE_URL = bouncer.through(deployment['DATABASE_URL'] ?? '');
    expect(await refusal({ DATABASE_URL: `${DATABASE_URL}?options=-c%20search_path%3Dpublic` })).toBe(
      'DATABASE_POOLER',
    );
    expect(await refusal({ DATABASE_URL: DATABASE_URL.replace(/:[^:@]+@/, ':wrong@') })).toBe(
      'DATABASE_UNAUTHENTICATED',
    );
    expect(await refusal({ DATABASE_URL: `${DATABASE_URL}x` })).toBe('DATABASE_NOT_FOUND');

    // The first one applies the changes.
    const holder = await startProcess({ DATABASE_URL });
    const server = await start({ DATABASE_URL });
    const [one, other] = [await store(holder), await store(server)];
    expect(await shown(server)).toEqual(expect.arrayContaining([one, other]));
    expect(await shown(holder)).toEqual(expect.arrayContaining([one, other]));

    holder.process.kill('SIGKILL');
    const after = await store(server);
    expect(await shown(server)).toEqual(expect.arrayContaining([one, other, after]));

    const third = await start({ DATABASE_URL });
    const { id, headers } = await makeKey();
    for (const each of [server, third])
      await expect.poll(() => codeAt(each, {}), { timeout: 5000 }).toBe('UNAUTHENTICATED');
    for (const each of [server, third]) expect(await codeAt(each, headers)).toBeUndefined();
    expect((await command('keys', 'revoke', id)).exitCode).toBe(0);
    for (const each of [server, third])
      await expect.poll(() => codeAt(each, headers), { timeout: 5000 }).toBe('UNAUTHENTICATED');
  },
);

const openssl = (folder: string, ...parameters: string[]) =>
  promisify(execFile)('openssl', parameters, { cwd: folder });

it(
  'a database with a certificate of its own authority is reached with that authority, by its own name alone',
  LONG,
  async () => {
    const { path, remove } = await temporaryFolder();
    onTestFinished(remove);
    const newKey = ['-newkey', 'rsa:2048', '-nodes', '-days', '2'];
    await openssl(path, 'req', '-x509', ...newKey, '-subj', '/CN=authority', '-keyout', 'ca.key', '-out', 'ca.pem');
    // An address that leads here, and that is not taken for this machine's own.
    const name = ['-subj', '/CN=database', '-addext', 'subjectAltName=IP:0.0.0.0'];
    await openssl(
      path,
      ...['req', '-x509', '-CA', 'ca.pem', '-CAkey', 'ca.key', ...newKey, ...name],
      ...['-keyout', 'server.key', '-out', 'server.pem'],
    );
    const tls = { certificate: join(path, 'server.pem'), key: join(path, 'server.key') };
    const database = await PgBouncer.start(engines.postgres.port, tls);
    if (database === undefined) return;
    stopped(database);
    const at = (host: string) => database.through(deployment['DATABASE_URL'] ?? '', host);
    const DATABASE_TLS_CA = join(path, 'ca.pem');
    const refused = 'DATABASE_TLS_FAILED';
    expect(await refusal({ DATABASE_URL: at('0.0.0.0') })).toBe(refused);
    expect(await refusal({ DATABASE_URL: `${at('0.0.0.0')}?sslmode=require` })).toBe(refused);
    expect(await refusal({ DATABASE_URL: at('0.0.0.0'), DATABASE_TLS: 'off' })).toBe(refused);
    expect(await refusal({ DATABASE_URL: at('127.0.0.1'), DATABASE_TLS: 'verify', DATABASE_TLS_CA })).toBe(refused);
    expect(await refusal({ DATABASE_URL: `${at('127.0.0.1')}?sslmode=require`, DATABASE_TLS_CA })).toBe(refused);
    expect(await refusal({ DATABASE_URL: at('0.0.0.0'), DATABASE_TLS_CA: join(path, 'none.pem') })).toBe(refused);
    const server = await start({ DATABASE_URL: at('0.0.0.0'), DATABASE_TLS_CA });
    const id = await store(server);
    expect(await shown(server)).toContain(id);
  },
);

it(
  'an object store that refuses, fails, stands still or breaks off: coded, nothing half, the rest of a request stored',
  LONG,
  async () => {
    const store = stopped(await S3Proxy.start(engines.s3.endpoint));
    const server = await start({ AWS_ENDPOINT_URL: store.endpoint });
    const witness = await start({});
    const before = await shown(witness);
    const files = await Promise.all(Array.from({ length: 9 }, another));
    const ids = await Promise.all(files.map(idOf));
    const slowDown = { status: 503, code: 'SlowDown' };
    const denied = { status: 403, code: 'AccessDenied' };
    const failed = { status: 500, code: 'InternalError' };
    const always: (S3Fault | undefined)[] = ['no answer', denied, failed, 'upload cut', 'answer lost'];
    const once: (S3Fault | undefined)[] = [...always.map(() => undefined), slowDown, 'upload cut', failed];
    const downloads: (S3Fault | undefined)[] = [];
    const deletions: S3Fault[] = [];
    store.fault = ({ method, path }) => {
      // Deletions name their keys elsewhere.
      if (method === 'POST') return deletions[0];
      const place = ids.findIndex((id) => path.includes(id));
      if (method === 'GET') return downloads[place];
      const first = once[place];
      once[place] = undefined;
      return always[place] ?? first;
    };
    // It takes longest: the rest goes on meanwhile.
    const [slow, ...others] = files;
    const beside = await another();
    const patient = ingestAt(server, [slow, beside] as File[]);
    const outcomes = await ingestAt(server, others);
    const unavailable = { status: 'REJECTED', error: { code: 'STORAGE_UNAVAILABLE' } };
    const stored = { status: 'STORED', searchable: true };
    outcomes.forEach((outcome, place) => expect(outcome).toMatchObject(place < 4 ? unavailable : stored));
    expect(outcomes[0]?.error?.message).toContain('refuses');
    await expect.poll(() => shown(witness)).toContain(await idOf(beside));
    before.push(await idOf(beside));
    const kept = [...before, ...ids.slice(5)].sort();
    for (const each of [server, witness]) expect(await shown(each)).toEqual(kept);
    for (const id of ids.slice(0, 5)) expect((await fetch(`${server.url}/images/${id}`)).status).toBe(404);

    const [id = ''] = ids.slice(-1);
    const original = `${server.url}/images/${id}`;
    const whole = async (url: string) => {
      const answer = await fetch(url);
      return answer.ok ? sha256(new Uint8Array(await answer.arrayBuffer())) : answer.status;
    };
    const broken = async (url: string) => whole(url).catch(() => 'broken off');
    downloads[8] = 'download cut';
    expect(await broken(original)).toBe('broken off');
    expect(await broken(`${original}?width=17`)).toBe(503);
    downloads[8] = 'download stalls';
    const stalled = Promise.all([broken(original), broken(`${original}?width=18`)]);
    downloads[7] = denied;
    deletions.push(denied);
    expect(await whole(`${server.url}/images/${ids[7]}`)).toBe(503);

    // Deleted all the same: what is left of it is deleted later.
    const deleted = await send(`${server.url}/graphql`, `mutation { deleteImages(ids: ["${ids[7]}"]) { deleted } }`);
    expect(deleted.data).toEqual({ deleteImages: { deleted: [ids[7]] } });
    expect(await shown(witness)).not.toContain(ids[7]);
    expect(await whole(`${witness.url}/images/${ids[7]}`)).toBe(404);

    expect(await stalled).toEqual(['broken off', 503]);
    const [late, fine] = await patient;
    expect(late).toMatchObject(unavailable);
    expect(fine).toMatchObject(stored);
    store.fault = () => undefined;
    const again = (await ingestAt(server, files)).map(({ status }) => status);
    const five = Array.from({ length: 5 }, () => 'STORED');
    expect(again).toEqual([...five, 'UNCHANGED', 'UNCHANGED', 'STORED', 'UNCHANGED']);
    expect(await shown(witness)).toEqual([...before, ...ids].sort());
    for (const each of ids) expect(await whole(`${witness.url}/images/${each}`)).toBe(each);
  },
);

it(
  'whoever applies the changes is cut off from the database, or hears nothing of it: another goes on, all of it once',
  LONG,
  async () => {
    const line = stopped(await TcpProxy.start(engines.postgres.port));
    const url = new URL(deployment['DATABASE_URL'] ?? '');
    url.port = String(line.port);
    // The first one applies the changes.
    const holder = await start({ DATABASE_URL: url.href, DATABASE_MS: '1000' });
    const other = await start({});
    const before = await shown(other);
    const files = await Promise.all(Array.from({ length: 24 }, another));
    const sent: Promise<Outcome[]>[] = [];
    for (const [place, file] of files.entries()) {
      sent.push(ingestAt(place % 2 === 0 ? holder : other, [file]));
      if (place % 8 !== 7) continue;
      await Promise.race(sent.slice(-2));
      line.cut();
    }
    const outcomes = (await Promise.all(sent)).flat();
    // A commit whose answer was lost may have been made, or not.
    const refused = outcomes.filter(({ status }) => status === 'REJECTED');
    for (const outcome of refused) expect(outcome).toMatchObject({ error: { code: 'STORAGE_UNAVAILABLE' } });
    const again = (await Promise.all(files.map((file) => ingestAt(holder, [file])))).flat();
    for (const outcome of again) expect(outcome).toMatchObject({ searchable: true, error: null });
    const expected = [...before, ...(await Promise.all(files.map(idOf)))].sort();
    for (const each of [holder, other]) expect(await shown(each)).toEqual(expected);

    line.silence();
    const unheard = ingestAt(holder, [await another()]);
    const asked = performance.now();
    const meanwhile = await store(other);
    expect(performance.now() - asked).toBeLessThan(REPLACED);
    expect(await shown(other)).toEqual([...expected, meanwhile].sort());
    expect(await unheard).toMatchObject([{ status: 'REJECTED', error: { code: 'STORAGE_UNAVAILABLE' } }]);
    line.heal();
    const last = await store(holder);
    for (const each of [holder, other]) expect(await shown(each)).toEqual([...expected, meanwhile, last].sort());
  },
);

it('servers whose clocks are wrong by hours agree with the others about everything that expires', LONG, async () => {
  const preload = `--import ${new URL('../support/wrong-clock.mjs', import.meta.url).href}`;
  const wrongBy = (hours: number) =>
    startProcess({
      ...{ NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} ${preload}`, CLOCK_WRONG_BY_HOURS: String(hours) },
      ...{ SEARCH_HISTORY_SECONDS: '3600', SIGNED_URL_SECONDS: '600' },
    });
  const servers = await Promise.all([wrongBy(5), wrongBy(-5), start({ SIGNED_URL_SECONDS: '600' })]);
  const stored: string[] = [];
  for (const server of servers) {
    stored.push(await store(server));
    for (const each of servers) expect(await shown(each)).toEqual(expect.arrayContaining(stored));
  }
  const { headers } = await makeKey();
  for (const server of servers) await expect.poll(() => codeAt(server, {}), { timeout: 5000 }).toBe('UNAUTHENTICATED');
  for (const server of servers) {
    const { images, search } = await look(server, headers);
    if (server !== servers[2]) expect((Date.parse(search.expiresAt) - Date.now()) / 3_600_000).toBeCloseTo(1, 1);
    const address = new URL(images.edges[0]?.node.url ?? '');
    for (const each of servers) {
      const elsewhere = new URL(address.pathname + address.search, each.url);
      const answer = await fetch(elsewhere);
      expect(answer.status).toBe(200);
      const [, seconds] = /max-age=(\d+)/.exec(answer.headers.get('cache-control') ?? '') ?? [];
      expect(Number(seconds)).toBeGreaterThan(500);
      expect(Number(seconds)).toBeLessThan(1000);
      const opened = await send(
        `${each.url}/graphql`,
        'query ($id: ID!) { searchResult(id: $id) { id } }',
        { id: search.id },
        { headers },
      );
      expect(opened.data).toEqual({ searchResult: { id: search.id } });
    }
  }
});

it('after all of it nothing is damaged, missing or not indexed', LONG, async () => {
  const { stdout } = await command('doctor', '--json');
  const { findings } = JSON.parse(stdout) as { findings: { kind: string; fault: boolean }[] };
  expect(findings.filter(({ fault }) => fault)).toEqual([]);
});
