import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { inject } from 'vitest';
import type {} from '../../support/quickstart.js';

const LEOPARD = path.resolve(import.meta.dirname, '../../../dist/main.js');

/** A real server, in a process of its own, with the page and the quickstart's pictures. */
export interface Site {
  readonly url: string;
  /** As a power cut would. */
  kill(): Promise<void>;
  /** On the same port, with the same data. */
  restart(): Promise<void>;
  graphql(query: string, variables?: object): Promise<unknown>;
  close(): Promise<void>;
}

export interface SiteOptions {
  readonly empty?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
}

export async function openSite({ empty = false, environment = {} }: SiteOptions = {}): Promise<Site> {
  const folder = await mkdtemp(path.join(tmpdir(), 'leopard-site-'));
  if (!empty) await cp(inject('catalogueData'), folder, { recursive: true });
  let { process: server, url } = await serve(folder, '0', environment);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, 'exit');
    server.kill(signal);
    await exited;
  };
  return {
    get url() {
      return url;
    },
    kill: () => end('SIGKILL'),
    async restart() {
      ({ process: server, url } = await serve(folder, new URL(url).port, environment));
    },
    async graphql(query, variables) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
      return response.json();
    },
    async close() {
      await end('SIGTERM');
      await rm(folder, { recursive: true });
    },
  };
}

/** Resolves when the server says where it listens. */
async function serve(
  folder: string,
  port: string,
  environment: Readonly<Record<string, string>>,
): Promise<{ process: ChildProcess; url: string }> {
  const child = spawn(
    process.execPath,
    [LEOPARD, 'serve', '--port', port, '--data-folder', folder, '--log-level', 'warn'],
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

/** The leopard of the quickstart's theme pictures, as a file to upload. */
export function leopardPicture(): { name: string; mimeType: string; buffer: Buffer } {
  const folder = path.join(inject('catalogueData'), 'quickstart', 'catalogue', 'themes');
  const name = readdirSync(folder).find((file) => file.startsWith('leopard-1'));
  if (name === undefined) throw new Error(`No leopard in ${folder}`);
  return { name, mimeType: 'image/jpeg', buffer: readFileSync(path.join(folder, name)) };
}
