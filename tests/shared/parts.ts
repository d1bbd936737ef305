import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signalAll } from '../support/postgres.js';
import { startServing, type ServingProcess } from '../support/serving.js';
import { SharedEngines } from '../support/shared-deployment.js';

/** One of the processes that may be hit. */
export interface Part {
  readonly name: string;
  pids(): Promise<readonly number[]>;
  kill(): Promise<void>;
  /** Resolves when it answers again. */
  resume(): Promise<void>;
}

/** Longer than parts are frozen for and a third more: a session is renewed three times in its time. */
const MILVUS_SESSION_SECONDS = 15;

/** Three servers, and what they share: six parts. */
export class Parts {
  readonly servers: ServingProcess[] = [];
  readonly all: Part[];

  private constructor(
    readonly engines: SharedEngines,
    readonly settings: Readonly<Record<string, string>>,
    private readonly folder: string,
  ) {
    const { postgres, s3, milvus } = engines;
    this.all = [
      ...[0, 1, 2].map((index) => this.server(index)),
      { name: 'postgres', pids: () => postgres.pids(), kill: () => postgres.kill(), resume: () => postgres.resume() },
      { name: 's3', pids: async () => [s3.pid], kill: () => s3.kill(), resume: () => s3.resume() },
      { name: 'milvus', pids: async () => [milvus.pid], kill: () => milvus.kill(), resume: () => milvus.resume() },
    ];
  }

  static async start(): Promise<Parts> {
    const engines = await SharedEngines.start(MILVUS_SESSION_SECONDS);
    const folder = await mkdtemp(join(tmpdir(), 'leopard-servers-'));
    const parts = new Parts(engines, await engines.deployment(), folder);
    await Promise.all(parts.all.slice(0, 3).map((server) => server.resume()));
    return parts;
  }

  private server(index: number): Part {
    return {
      name: `server ${index}`,
      pids: async () => [this.servers[index]?.process.pid ?? 0],
      kill: async () => {
        this.servers[index]?.process.kill('SIGKILL');
        await this.servers[index]?.closed;
      },
      resume: async () => {
        const DATA_FOLDER = join(this.folder, String(index));
        this.servers[index] = await startServing({ ...this.settings, DATA_FOLDER, LOG_LEVEL: 'error' });
      },
    };
  }

  /** Resolves when every server says that it is ready. */
  async ready(): Promise<void> {
    await Promise.all(
      this.servers.map(async ({ url }) => {
        for (;;) {
          const status = await fetch(`${url}/readyz`).then(
            (answer) => answer.status,
            () => 0,
          );
          if (status === 200) return;
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      }),
    );
  }

  async stop(): Promise<void> {
    for (const part of this.all) signalAll(await part.pids().catch(() => []), 'SIGCONT');
    await Promise.all(this.servers.map((server) => server.stop().catch(() => undefined)));
    await this.engines.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
