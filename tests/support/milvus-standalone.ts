import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { MilvusClient } from '@zilliz/milvus2-sdk-node';
import { freePorts } from './free-ports.js';

export const ROOT_TOKEN = 'root:Milvus';

/**
 * Runs `milvus-server`, which starts a child of its own, and kills both when its standard input ends, with the test process
 * at the latest.
 */
const PROGRAM = `
import os, signal, subprocess, sys
server = subprocess.Popen([sys.executable, "-c", *sys.argv[1:]], start_new_session=True, stdin=subprocess.DEVNULL)
os.read(0, 1)
try: os.killpg(server.pid, signal.SIGKILL)
except ProcessLookupError: pass
server.wait()
`;

/** `milvus-server` itself, which would refuse a port on which connections have just been closed: it has to come back on its own. */
const SERVER = `
import socket, sys, milvus
def try_bind_port(self, port):
    probe = socket.socket()
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try: probe.bind(("127.0.0.1", port))
    except OSError: return None
    probe.listen()
    return probe
milvus.MilvusServerConfig.try_bind_port = try_bind_port
sys.exit(milvus.main())
`;

/** Its options; `etcd-port` is not among them, since it does not move the etcd inside. */
const PORTS = [
  'proxy-port',
  'proxy-internal-port',
  'root-coord-port',
  'query-coord-port',
  'query-node-port',
  'index-coord-port',
  'index-node-port',
  'data-coord-port',
  'data-node-port',
];

/** Ports that no option moves: two servers would meet on 2379, 2380 and 9091. */
const INNER_PORTS = 3;

/** Configuration of the etcd inside (etcd.conf.yml.sample of etcd-io/etcd). */
const etcdConfiguration = (clients: number, peers: number) => `
listen-client-urls: http://127.0.0.1:${clients}
advertise-client-urls: http://127.0.0.1:${clients}
listen-peer-urls: http://127.0.0.1:${peers}
initial-advertise-peer-urls: http://127.0.0.1:${peers}
initial-cluster: default=http://127.0.0.1:${peers}
`;

/** A real Milvus standalone with authentication on. */
export class MilvusStandalone {
  #process: ChildProcess | undefined;
  #killed: Promise<void> | undefined;

  private constructor(
    private readonly environment: string,
    readonly folder: string,
    private readonly ports: readonly number[],
    private readonly sessionSeconds: number,
    private readonly tickMilliseconds: number,
  ) {}

  /**
   * @param environment folder of the Python environment `milvus-standalone`
   * @param sessionSeconds for which it may stand still: beyond, it gives up its work for ever. After a kill it waits as long for the one
   *   before to be gone.
   * @param tickMilliseconds of its clock, for which searches wait that must see the last write: 200 ms unless told otherwise
   */
  static async start(environment: string, sessionSeconds = 3, tickMilliseconds = 20): Promise<MilvusStandalone> {
    const folder = await mkdtemp(join(tmpdir(), 'leopard-milvus-'));
    // The server unpacks itself on its first start; all of them share what the first one unpacked.
    const binaries = join(environment, 'unpacked');
    await mkdir(binaries, { recursive: true });
    await symlink(binaries, join(folder, 'bin'));
    const server = new MilvusStandalone(
      environment,
      folder,
      await freePorts(PORTS.length + INNER_PORTS),
      sessionSeconds,
      tickMilliseconds,
    );
    await writeFile(server.#etcdFile, etcdConfiguration(server.#innerPort(0), server.#innerPort(1)));
    await server.resume();
    return server;
  }

  /** Of the process that holds the vectors. */
  get pid(): number {
    return Number(execFileSync('pgrep', ['-f', `${this.folder}/bin/milvus run`], { encoding: 'utf8' }));
  }

  get #etcdFile(): string {
    return join(this.folder, 'etcd.yaml');
  }

  /** What no option of the program sets: Milvus takes every key of its configuration from the environment as well. */
  #environmentVariables(): Record<string, string> {
    return {
      ETCD_CONFIG_PATH: this.#etcdFile,
      METRICS_PORT: String(this.#innerPort(2)),
      PROXY_TIMETICKINTERVAL: String(this.tickMilliseconds),
      COMMON_SESSION_TTL: String(this.sessionSeconds),
    };
  }

  #innerPort(index: number): number {
    return this.ports[PORTS.length + index] ?? 0;
  }

  get address(): string {
    return `http://127.0.0.1:${this.ports[0]}`;
  }

  /** Starts it (again) on the same ports and data, and waits until it is healthy. */
  async resume(): Promise<void> {
    await this.#killed;
    const options = PORTS.flatMap((name, index) => [`--${name}`, String(this.ports[index])]);
    const python = join(this.environment, 'bin', 'python');
    this.#process = spawn(
      python,
      ['-c', PROGRAM, SERVER, '--data', this.folder, '--authorization-enabled', 'true', ...options],
      {
        env: { ...process.env, ...this.#environmentVariables() },
        stdio: ['pipe', 'ignore', 'ignore'],
        // A Ctrl-C must not end the watcher before what it watches.
        detached: true,
      },
    );
    await this.#healthy();
  }

  async #healthy(): Promise<void> {
    const client = new MilvusClient({
      address: this.address,
      token: ROOT_TOKEN,
      timeout: 5000,
      logLevel: 'error',
      channelOptions: { 'grpc.max_reconnect_backoff_ms': 500 },
      __SKIP_CONNECT__: true,
    });
    try {
      for (let attempt = 0; attempt < 600; attempt++) {
        const health = await client.checkHealth().catch(() => undefined);
        if (health?.isHealthy) return;
        await pause(200);
      }
    } finally {
      await client.closeConnection();
    }
    throw new Error('Milvus standalone did not become healthy.');
  }

  /** SIGKILL; its data stay. Resolves when it is gone. */
  kill(): Promise<void> {
    this.#killed = this.#end();
    return this.#killed;
  }

  async #end(): Promise<void> {
    const running = this.#process;
    this.#process = undefined;
    if (!running) return;
    running.stdin?.end();
    await once(running, 'exit');
  }

  async stop(): Promise<void> {
    await this.#end();
    await rm(this.folder, { recursive: true, force: true });
  }
}
