import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import { onTestFinished } from 'vitest';
import 'reflect-metadata';
import { readConfig } from '../../src/config/index.js';
import { type RunningServer, startServer } from '../../src/lifecycle.js';
import { severalServers, sharedDeployment } from './behind-proxy.js';

export interface TestServer {
  /** Such as `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Address of the GraphQL endpoint. */
  readonly endpoint: string;
  readonly dataFolder: string;
  readonly server: RunningServer;
  /** Lines of the log so far. */
  readonly log: readonly Record<string, unknown>[];
  stop(): Promise<void>;
}

export interface TestServerOptions {
  /** Settings by environment name. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Where it is left out, an empty temporary folder, deleted at the end. */
  readonly dataFolder?: string;
  /** False: the caller stops the server (in afterAll). */
  readonly stopWithTest?: boolean;
}

/** A folder that is deleted when the test, or the returned function, ends. */
export async function temporaryFolder(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'leopard-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** A real server with the bundled demo model, on a free port of loopback; several of them, where tests run behind a proxy. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const shared = await sharedDeployment(options.dataFolder);
  return shared === undefined ? startOne(options) : startSeveral(options, shared);
}

async function startSeveral(
  { settings, stopWithTest = true }: TestServerOptions,
  shared: Readonly<Record<string, string>>,
): Promise<TestServer> {
  const start = () => startOne({ settings: { ...settings, ...shared }, stopWithTest: false });
  const { servers, url, ...proxy } = await severalServers(start);
  const stop = async () => {
    await proxy.stop();
    await Promise.all(servers.map((server) => server.stop()));
  };
  if (stopWithTest) onTestFinished(stop);
  const [first] = servers;
  if (first === undefined) throw new Error('there is no server');
  return { ...first, url, endpoint: `${url}/graphql`, stop };
}

async function startOne(options: TestServerOptions): Promise<TestServer> {
  const { settings = {}, stopWithTest = true } = options;
  const temporary = options.dataFolder === undefined ? await temporaryFolder() : undefined;
  const dataFolder = options.dataFolder ?? temporary?.path ?? '';
  const log: Record<string, unknown>[] = [];
  const config = readConfig({ PORT: '0', ENCODER_WORKERS: '1', DATA_FOLDER: dataFolder, ...settings });
  const server = await startServer(config, memoryLogger(log));
  const stop = async () => {
    await server.stop();
    await temporary?.remove();
  };
  if (stopWithTest) onTestFinished(stop);
  return { url: server.url, endpoint: `${server.url}/graphql`, dataFolder, server, log, stop };
}

/** A logger that keeps its lines. */
export function memoryLogger(lines: Record<string, unknown>[]): Logger {
  return pino({ level: 'debug' }, { write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>) });
}
