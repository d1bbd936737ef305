import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import express from 'express';
import { onTestFinished } from 'vitest';
import { request } from 'undici';
import { readConfig } from '../../src/config/index.js';
import { createAccess } from '../../src/http/access/index.js';
import { createAddressSigner } from '../../src/http/pictures/index.js';
import { BUILT_PROGRAM } from '../support/built-server.js';
import { leopardHere } from '../support/command-line-here.js';
import { hashKey, newKey, openKeyRing, openSigningSecret } from '../../src/services/access/index.js';
import { openBesideServer } from '../../src/services/storage/open.js';
import { openSqlite } from '../../src/services/storage/database/sqlite/open.js';
import type { ApiKeyRecord } from '../../src/services/storage/types/index.js';

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'leopard-access-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Makes a key as `leopard keys create` does, without the time that a command line takes to start. */
export async function makeKey(folder: string, options: Partial<ApiKeyRecord> = {}): Promise<string> {
  const { id, key } = newKey();
  const record: ApiKeyRecord = {
    id,
    name: '',
    scope: 'read',
    hash: hashKey(key),
    createdAt: '2026-01-01T00:00:00.000Z',
    expiresAt: null,
    requestsPerMinute: null,
    ...options,
  };
  const database = await openSqlite(folder);
  await database.apiKeys.add(record);
  await database.close();
  return key;
}

/** Runs `leopard` on a data folder. */
export async function leopard(folder: string, ...args: string[]) {
  const { exitCode: code, ...said } = await leopardHere(...args, '--data-folder', folder);
  return { ...said, code };
}

/** The same in a process of its own, as beside another one. */
export async function leopardProcess(folder: string, ...args: string[]) {
  const child = spawn(process.execPath, [BUILT_PROGRAM, ...args], {
    env: { ...process.env, DATA_FOLDER: folder },
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { stdout, stderr, code: child.exitCode };
}

export interface Asking {
  readonly headers?: Record<string, string>;
  readonly method?: 'GET' | 'POST' | 'OPTIONS';
}

/** The access rules in front of an endpoint that answers what a request may do, and of one that stands for pictures. */
export async function startGuarded(options: { folder: string; env?: Record<string, string>; now?: () => number }) {
  const { folder, env = {}, now } = options;
  const config = readConfig(env);
  await (await openSqlite(folder)).close();
  const { database, close } = await openBesideServer(folder);
  onTestFinished(close);
  const keys = await openKeyRing(database.apiKeys, { now, ...(now && { clock: { now } }) });
  const signer = createAddressSigner({
    secret: await openSigningSecret(database.settings),
    lifetimeSeconds: config.access.signedUrlSeconds,
    now,
  });
  const access = createAccess(config, keys, signer);
  const app = express();
  app.set('trust proxy', config.server.trustProxy).use(...access.everywhere);
  app.post('/graphql', access.authenticate, (request, response) => {
    response.json({ mayWrite: access.grantOf(request).mayWrite });
  });
  app.get('/images/:id', (request, response, next) => {
    access.authorizePicture(request).then(({ caching }) => response.json(caching), next);
  });
  app.use(((error: { code: string }, _request, response, _next) => {
    response.status(401).json({ errors: [{ extensions: { code: error.code } }] });
  }) satisfies express.ErrorRequestHandler);
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    signer,
    async ask(path: string, { headers = {}, method = 'POST' }: Asking = {}) {
      const answer = await request(`${origin}${path}`, { method, headers });
      const body = await answer.body.text();
      const parsed = body.startsWith('{') ? (JSON.parse(body) as Record<string, unknown>) : {};
      const errors = parsed['errors'] as { message: string; extensions: { code: string } }[] | undefined;
      return { status: answer.statusCode, headers: answer.headers, body: parsed, error: errors?.[0] };
    },
  };
}
