import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, chmod, chown, copyFile, cp, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePorts } from './free-ports.js';
import { PASSWORD } from './postgres.js';
import { withLock } from './python-env.js';

const run = promisify(execFile);
const CACHE = join(import.meta.dirname, '..', '..', '.cache', 'pgbouncer');
/** It refuses to run as root, as Postgres does. */
const NOBODY = 65534;
const AS_ROOT = process.getuid?.() === 0;

/** A real PgBouncer on loopback, which pools transactions of a Postgres. */
export class PgBouncer {
  private constructor(
    private readonly process: ChildProcess,
    private readonly folder: string,
    readonly port: number,
  ) {}

  /**
   * Undefined where there is no PgBouncer, with a warning; with CI=true an error.
   * @param postgres port of the database server
   * @param tls files of a certificate and its key (PEM): then it takes no connection without TLS
   */
  static async start(
    postgres: number,
    tls?: { readonly certificate: string; readonly key: string },
  ): Promise<PgBouncer | undefined> {
    const programs = await obtained();
    if (programs === undefined) return undefined;
    const folder = await mkdtemp(join(tmpdir(), 'leopard-pgbouncer-'));
    // Where the user nobody may read it.
    await cp(programs, folder, { recursive: true });
    const [port = 0] = await freePorts(1);
    const settings: Record<string, string | number> = {
      ...{ listen_addr: '127.0.0.1', listen_port: port, unix_socket_dir: '', pool_mode: 'transaction' },
      ...{ auth_type: 'scram-sha-256', auth_file: join(folder, 'users'), default_pool_size: 10, max_client_conn: 200 },
    };
    if (tls !== undefined) {
      const [certificate, key] = [join(folder, 'server.crt'), join(folder, 'server.key')];
      await copyFile(tls.certificate, certificate);
      await copyFile(tls.key, key);
      Object.assign(settings, { client_tls_sslmode: 'require', client_tls_cert_file: certificate });
      Object.assign(settings, { client_tls_key_file: key });
    }
    const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}\n`);
    const databases = `[databases]\n* = host=127.0.0.1 port=${postgres}\n`;
    await writeFile(join(folder, 'pgbouncer.ini'), `${databases}[pgbouncer]\n${lines.join('')}`);
    await writeFile(join(folder, 'users'), `"leopard" "${PASSWORD}"\n`);
    if (AS_ROOT) for (const name of ['', ...(await readdir(folder))]) await chown(join(folder, name), NOBODY, NOBODY);
    const child = spawn(join(folder, 'pgbouncer'), [join(folder, 'pgbouncer.ini')], {
      ...(AS_ROOT && { uid: NOBODY, gid: NOBODY }),
      cwd: folder,
      env: { ...process.env, LD_LIBRARY_PATH: folder },
      stdio: 'ignore',
    });
    const bouncer = new PgBouncer(child, folder, port);
    await bouncer.#listens();
    return bouncer;
  }

  async #listens(): Promise<void> {
    const deadline = Date.now() + 30_000;
    for (;;) {
      const socket = connect(this.port, '127.0.0.1');
      const connected = await once(socket, 'connect').then(
        () => true,
        () => false,
      );
      socket.destroy();
      if (connected) return;
      if (Date.now() > deadline || this.process.exitCode !== null) throw new Error('PgBouncer did not start.');
      await pause(50);
    }
  }

  /** The address of a database through it. @param host by which it is reached */
  through(url: string, host = '127.0.0.1'): string {
    const address = new URL(url);
    address.host = `${host}:${this.port}`;
    return address.href;
  }

  async stop(): Promise<void> {
    const gone = once(this.process, 'exit');
    if (this.process.exitCode === null && this.process.kill('SIGKILL')) await gone;
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** A folder with the program and what it needs beside the system's libraries: the system's own, or Debian's packages, kept in `.cache/`. */
async function obtained(): Promise<string | undefined> {
  try {
    await withLock(`${CACHE}.lock`, async () => {
      if (await isThere(CACHE)) return;
      const draft = await mkdtemp(`${CACHE}-`);
      await chmod(draft, 0o755);
      const own = await installed();
      if (own === undefined) await unpack(draft);
      else await copyFile(own, join(draft, 'pgbouncer'));
      await run(join(draft, 'pgbouncer'), ['--version'], { env: { ...process.env, LD_LIBRARY_PATH: draft } });
      await rename(draft, CACHE);
    });
    return CACHE;
  } catch (cause) {
    const message = 'Tests behind PgBouncer need it installed, or apt-get and dpkg-deb to fetch it.';
    if (process.env['CI'] === 'true') throw new Error(message, { cause });
    console.warn(`\n!!! SKIPPED: ${message}\n`, cause);
    return undefined;
  }
}

async function installed(): Promise<string | undefined> {
  // Debian keeps it where only administrators look.
  for (const folder of [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin'])
    if (await isThere(join(folder, 'pgbouncer'))) return join(folder, 'pgbouncer');
  return undefined;
}

async function unpack(draft: string): Promise<void> {
  const packages = join(draft, 'packages');
  await mkdir(packages);
  const names = ['pgbouncer', 'libc-ares2', 'libevent-2.1-7'];
  await run('apt-get', ['download', ...names], { cwd: packages });
  for (const name of await readdir(packages)) await run('dpkg-deb', ['-x', name, 'root'], { cwd: packages });
  const root = join(packages, 'root', 'usr');
  await copyFile(join(root, 'sbin', 'pgbouncer'), join(draft, 'pgbouncer'));
  for (const architecture of await readdir(join(root, 'lib'))) {
    const libraries = join(root, 'lib', architecture);
    for (const name of await readdir(libraries))
      if (/\.so\.\d/.test(name)) await cp(join(libraries, name), join(draft, name), { verbatimSymlinks: true });
  }
  await rm(packages, { recursive: true });
}

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
