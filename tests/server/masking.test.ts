import { describe, expect, it } from 'vitest';
import { pino } from 'pino';
import 'reflect-metadata';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { createApp } from '../../src/app.js';
import { readConfig } from '../../src/config/index.js';
import { openServices, type Services } from '../../src/services.js';
import { send } from '../support/graphql.js';
import { memoryLogger, temporaryFolder } from '../support/server.js';

/** A server of which one service breaks in a way that nobody foresaw. */
async function brokenServer(breaks: (services: Services) => Partial<Services>) {
  const folder = await temporaryFolder();
  const config = readConfig({ DATA_FOLDER: folder.path, ENCODER_WORKERS: '1' });
  const log: Record<string, unknown>[] = [];
  const services = await openServices(config, pino({ level: 'silent' }));
  const broken = { ...services, logger: memoryLogger(log), ...breaks(services) };
  const app = await createApp(config, broken, { state: () => ({ phase: 'serving', url: '' }) });
  const server = createServer(app.handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await app.close();
    await services.close();
    await folder.remove();
  });
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`, log };
}

describe('an error that nobody foresaw', () => {
  it('tells the client an id and nothing else, and the log everything under that id', async () => {
    const secret = 'password=hunter2 in /etc/secrets';
    const { endpoint, log } = await brokenServer(() => ({
      status: () => Promise.reject(new Error(secret)),
    }));
    const { data, errors } = await send(endpoint, '{ status { version } }');
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ path: ['status'], extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
    expect(JSON.stringify(errors)).not.toContain('hunter2');
    expect(JSON.stringify(errors)).not.toContain('stack');
    const id = /error ([0-9a-f-]{36})/.exec(errors?.[0]?.message ?? '')?.[1];
    const line = log.find(({ errorId }) => errorId === id);
    expect(line).toMatchObject({ level: 50, err: { message: secret, stack: expect.stringContaining('masking.test') } });
  });
});
