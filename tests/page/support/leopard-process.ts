import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { type SeveralServers, severalServers, sharedDeployment } from '../../support/behind-proxy.js';
import { BUILT_PROGRAM } from '../../support/built-server.js';

/** A real server, in a process of its own, with the page. */
export interface Site {
  readonly url: string;
  /** Its data folder. */
  readonly folder: string;
  /** As a power cut would. */
  kill(): Promise<void>;
  /** On the same port, with the same data. */
  restart(): Promise<void>;
  /** Runs a command on the server's data folder, and returns what it printed. */
  leopard(...parameters: string[]): Promise<string>;
  graphql(query: string, variables?: object, key?: string): Promise<unknown>;
  close(): Promise<void>;
}

export interface SiteOptions {
  /** A data folder to start from, which is copied; an empty one where it is left out. */
  readonly data?: string | undefined;
  readonly environment?: Readonly<Record<string, string>>;
  /** Runs commands on the data folder before the server starts. */
  readonly prepare?: (leopard: Site['leopard']) => Promise<void>;
}

/** Several servers of a shared deployment with the same pictures, where tests run behind a proxy. */
export async function startSite({ data, environment = {}, prepare }: SiteOptions): Promise<Site> {
  const folder = await mkdtemp(path.join(tmpdir(), 'leopard-site-'));
  const shared = await sharedDeployment(data);
  if (data !== undefined && shared === undefined)
    await cp(data, folder, { recursive: true, filter: (file) => !file.endsWith('.lock') });
  const leopard = async (...parameters: string[]) => {
    const env = { ...process.env, ...shared, DATA_FOLDER: folder };
    return (await promisify(execFile)(process.execPath, [BUILT_PROGRAM, ...parameters], { env })).stdout;
  };
  await prepare?.(leopard);
  const { servers, url, stop } =
    shared === undefined
      ? await oneServer(folder, environment)
      : await severalServers((index) => serve(path.join(folder, String(index)), { ...environment, ...shared }));
  const all = (act: (server: SiteProcess) => Promise<void>) => Promise.all(servers.map(act));
  return {
    url,
    folder,
    kill: async () => void (await all((server) => server.end('SIGKILL'))),
    restart: async () => void (await all((server) => server.restart())),
    leopard,
    async graphql(query, variables, key) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
        body: JSON.stringify({ query, variables }),
      });
      return response.json();
    },
    async close() {
      await all((server) => server.end('SIGTERM'));
      await stop();
      await rm(folder, { recursive: true });
    },
  };
}

async function oneServer(
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<SeveralServers<SiteProcess>> {
  const server = await serve(folder, environment);
  return { servers: [server], url: server.url, stop: async () => undefined };
}

interface SiteProcess {
  readonly url: string;
  end(signal: NodeJS.Signals): Promise<void>;
  /** On the same port. */
  restart(): Promise<void>;
}

async function serve(folder: string, environment: Readonly<Record<string, string>>): Promise<SiteProcess> {
  let { process: server, url } = await listening(folder, '0', environment);
  return {
    url,
    async end(signal) {
      if (server.exitCode !== null || server.signalCode !== null) return;
      const exited = once(server, 'exit');
      server.kill(signal);
      await exited;
    },
    async restart() {
      ({ process: server, url } = await listening(folder, new URL(url).port, environment));
    },
  };
}

/** Resolves when the server says where it listens. */
async function listening(
  folder: string,
  port: string,
  environment: Readonly<Record<string, string>>,
): Promise<{ process: ChildProcess; url: string }> {
  const child = spawn(
    process.execPath,
    [BUILT_PROGRAM, 'serve', '--port', port, '--data-folder', folder, '--log-level', 'warn'],
    {
      env: { ...process.env, OPENAI_API_KEY: '', OPENAI_BASE_URL: '', REQUESTS_PER_MINUTE: '100000', ...environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  for await (const line of createInterface(child.stdout)) {
    const url = /https?:\/\/\S+?(?=\/graphql)/.exec(line)?.[0];
    if (url !== undefined) return { process: child, url };
  }
  throw new Error('The server ended before it listened');
}
