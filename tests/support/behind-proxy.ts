import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leopard } from './command-line.js';
import { roundRobin } from './round-robin.js';

/** Where `npm run test:behind-proxy` gives out deployments; unset, a test's server is one server with a data folder. */
const DEPLOYMENTS = process.env['TEST_DEPLOYMENTS'] ?? '';
const SERVERS = 2;

/**
 * Settings of a new shared deployment, for tests that run behind a proxy; undefined for all others.
 * @param data a data folder, which `leopard copy` takes there
 */
export async function sharedDeployment(data: string | undefined): Promise<Record<string, string> | undefined> {
  if (DEPLOYMENTS === '') return undefined;
  const settings = (await (await fetch(DEPLOYMENTS)).json()) as Record<string, string>;
  if (data === undefined) return settings;
  const folder = await mkdtemp(join(tmpdir(), 'leopard-shared-'));
  const file = join(folder, 'shared.env');
  const lines = Object.entries(settings).map(([name, value]) => `${name}="${value}"\n`);
  await writeFile(file, lines.join(''));
  const { exitCode, stderr } = await leopard(['copy', '--to', file, '--data-folder', data]);
  await rm(folder, { recursive: true });
  if (exitCode !== 0) throw new Error(stderr);
  return settings;
}

export interface SeveralServers<Server> {
  readonly servers: readonly Server[];
  /** Of the proxy in front of them. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts the servers of one deployment, at the same time, and the proxy. @param start is told which one it is, from 0 */
export async function severalServers<Server extends { readonly url: string }>(
  start: (index: number) => Promise<Server>,
): Promise<SeveralServers<Server>> {
  const servers = await Promise.all(Array.from({ length: SERVERS }, (_, index) => start(index)));
  const { url, stop } = await roundRobin(servers.map((server) => server.url));
  return { servers, url, stop };
}
