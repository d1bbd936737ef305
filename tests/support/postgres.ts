import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { access, chmod, chown, cp, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { onTestFinished } from 'vitest';
import { freePorts } from './free-ports.js';
import { pythonEnvironment } from './python-env.js';

const run = promisify(execFile);
/** Postgres refuses to run as root: then it runs as nobody. */
const NOBODY = 65534;
const AS_ROOT = process.getuid?.() === 0;
const asUser = AS_ROOT ? { uid: NOBODY, gid: NOBODY } : {};
export const PASSWORD = 'of the tests';

/** A real Postgres on loopback that asks for a password. */
export class PostgresServer {
  #process: ChildProcess | undefined;
  #count = 0;

  private constructor(
    private readonly programs: Programs,
    private readonly folder: string,
    readonly port: number,
  ) {}

  static async start(): Promise<PostgresServer> {
    const programs = await postgresPrograms();
    const folder = await mkdtemp(join(tmpdir(), 'leopard-postgres-'));
    if (AS_ROOT) await chown(folder, NOBODY, NOBODY);
    const [port = 0] = await freePorts(1);
    const server = new PostgresServer(programs, folder, port);
    const secret = join(folder, 'password');
    await writeFile(secret, PASSWORD);
    if (AS_ROOT) await chown(secret, NOBODY, NOBODY);
    const options = [
      '--auth=scram-sha-256',
      `--pwfile=${secret}`,
      '--username=leopard',
      '--locale=C',
      '--encoding=UTF8',
    ];
    const { bin, env } = programs;
    await run(join(bin, 'initdb'), ['-D', join(folder, 'data'), '--no-sync', ...options], {
      ...asUser,
      env,
      cwd: folder,
    });
    await server.resume();
    return server;
  }

  /** Of its main process. */
  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  /** Starts it (again) on the same port and data. */
  async resume(): Promise<void> {
    const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off', 'max_connections=100'];
    const parameters = [
      '-D',
      join(this.folder, 'data'),
      '-p',
      String(this.port),
      ...settings.flatMap((one) => ['-c', one]),
    ];
    const { bin, env } = this.programs;
    this.#process = spawn(join(bin, 'postgres'), parameters, { ...asUser, env, cwd: this.folder, stdio: 'ignore' });
    const deadline = Date.now() + 30_000;
    while (!(await this.#answers())) {
      if (Date.now() > deadline) throw new Error('Postgres did not start.');
      await pause(50);
    }
  }

  async #answers(): Promise<boolean> {
    const client = new pg.Client({ connectionString: this.url('postgres'), connectionTimeoutMillis: 1000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return true;
    } catch {
      return false;
    }
  }

  url(database: string, user = 'leopard', password = PASSWORD): string {
    return `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${this.port}/${database}`;
  }

  /** Runs statements as the superuser. */
  async query(text: string, database = 'postgres'): Promise<pg.QueryResult> {
    const client = new pg.Client({ connectionString: this.url(database) });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await client.query(text);
    } finally {
      await client.end();
    }
  }

  /** Address of a database that is empty. */
  async database(): Promise<string> {
    const name = `t${(this.#count += 1)}_${randomBytes(3).toString('hex')}`;
    await this.query(`create database ${name}`);
    return this.url(name);
  }

  /** Of all its processes. */
  async pids(): Promise<number[]> {
    const main = this.pid;
    if (main === 0) return [];
    const others = await run('pgrep', ['-P', String(main)]).catch(() => ({ stdout: '' }));
    return [main, ...others.stdout.split('\n').filter(Boolean).map(Number)];
  }

  /** SIGKILL to all of its processes; its data stay. */
  async kill(): Promise<void> {
    const running = this.#process;
    const pids = await this.pids();
    this.#process = undefined;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const gone = once(running, 'exit');
    signalAll(pids, 'SIGKILL');
    await gone;
  }

  /** As an administrator does; every connection is cut. */
  async restart(): Promise<void> {
    const running = this.#process;
    if (running !== undefined) {
      const gone = once(running, 'exit');
      running.kill('SIGINT');
      await gone;
    }
    await this.resume();
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

interface Programs {
  readonly bin: string;
  readonly env: NodeJS.ProcessEnv;
}

/** The programs, where also the user nobody may read them. */
async function postgresPrograms(): Promise<Programs> {
  const environment = await pythonEnvironment('postgres');
  if (environment === undefined) throw new Error('Tests on Postgres need Python 3.10 or 3.11, with venv and pip.');
  const found = await packagesIn(environment);
  if (!AS_ROOT) return programsOf(found);
  const shared = join(tmpdir(), `leopard-${basename(environment)}`);
  if (!(await isThere(shared))) {
    const draft = await mkdtemp(`${shared}-`);
    await chmod(draft, 0o755);
    for (const name of ['embedded_postgres', 'embedded_postgres.libs']) {
      await cp(join(found, name), join(draft, name), { recursive: true, verbatimSymlinks: true });
    }
    // Another test file may have been faster.
    await rename(draft, shared).catch(() => rm(draft, { recursive: true, force: true }));
  }
  return programsOf(shared);
}

const programsOf = (packages: string): Programs => ({
  bin: join(packages, 'embedded_postgres', 'pginstall', 'bin'),
  // Its libraries lie where the package's Python would look for them.
  env: { ...process.env, LD_LIBRARY_PATH: join(packages, 'embedded_postgres.libs') },
});

/** The folder of Python packages that has it. */
async function packagesIn(environment: string): Promise<string> {
  for (const version of await readdir(join(environment, 'lib'))) {
    const packages = join(environment, 'lib', version, 'site-packages');
    if (await isThere(join(packages, 'embedded_postgres'))) return packages;
  }
  throw new Error(`there is no Postgres in ${environment}`);
}

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

/** Some may be gone by now. */
export function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** Closed after the test. */
export function closedAfterTest<T extends { close(): Promise<void> }>(part: T): T {
  onTestFinished(() => part.close());
  return part;
}
