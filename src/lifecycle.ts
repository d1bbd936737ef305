import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { createApp } from './app.js';
import { type Config, redactedConfig } from './config/index.js';
import { SetupError } from './lib/errors.js';
import { requireSafeListening } from './http/access/index.js';
import { answerConnectionFaults } from './http/connection-faults.js';
import type { ServerState } from './http/server-state.js';
import { keysPath, readKeys } from './services/access/index.js';
import { openServices, type ServiceOptions, type Services } from './services.js';

export interface RunningServer {
  readonly state: ServerState;
  /** Where it listens, such as `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly services: Services;
  /** Lets requests in flight finish within DRAIN_SECONDS, then releases everything. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Opens the services, then listens. @throws SetupError saying the remedy
 */
export async function startServer(
  config: Config,
  logger: Logger,
  options: ServiceOptions = {},
): Promise<RunningServer> {
  let state: ServerState = { phase: 'starting' };
  logger.info({ config: redactedConfig(config) }, 'starting');
  const { access } = config;
  const keysRequired = (await readKeys(keysPath(config))).length > 0;
  requireSafeListening({ host: config.server.host, keysRequired, allowOpenAccess: access.allowOpenAccess });
  const services = await openServices(config, logger, options);
  try {
    const app = await createApp(config, services, { state: () => state });
    const server = createServer(app.handler);
    answerConnectionFaults(server);
    const url = await listen(server, config);
    await services.storage.announce(url);
    state = { phase: 'serving', url };
    logger.info({ url }, 'serving');
    let stopping: Promise<void> | undefined;
    const stop = async () => {
      state = { phase: 'draining', url };
      logger.info('draining');
      app.drain();
      await drain(server, config.server.drainSeconds * 1000);
      await app.close();
      await services.close();
      state = { phase: 'stopped' };
      logger.info('stopped');
    };
    return {
      get state() {
        return state;
      },
      url,
      services,
      stop: () => (stopping ??= stop()),
    };
  } catch (error) {
    await services.close();
    throw error;
  }
}

function listen(server: Server, { server: { host, port } }: Config): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(error, host, port)));
    server.listen(port, host, () => {
      const address = server.address() as AddressInfo;
      resolve(`http://${reachable(host)}:${address.port}`);
    });
  });
}

/** The name by which this machine reaches what listens on a host: that of loopback where it is all addresses. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

function cannotListen(error: NodeJS.ErrnoException, host: string, port: number): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new SetupError(
        'PORT_IN_USE',
        `Port ${port} is taken. Stop what listens there, or choose another: PORT, --port.`,
      );
    case 'EACCES':
      return new SetupError('PORT_NOT_ALLOWED', `Port ${port} needs more rights. Choose one from 1024: PORT, --port.`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new SetupError('HOST_NOT_AVAILABLE', `This machine has no address ${host}. Set HOST, --host.`);
    default:
      return error;
  }
}

/** Takes no new connections, waits for what is in flight, and cuts off what is left when the time is over. */
function drain(server: Server, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), milliseconds);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
