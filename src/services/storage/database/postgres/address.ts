import { isIP } from 'node:net';
import { readFile } from 'node:fs/promises';
import { SetupError } from '../../../../lib/errors.js';

/** Where a Postgres database is, and how to speak to it. */
export interface PostgresSettings {
  /** postgres://user:password@host:port/database; a secret. */
  readonly url: string;
  /** `verify`: TLS with a checked certificate. Left out: beyond this machine. */
  readonly tls?: 'verify' | 'off' | undefined;
  /** File of certificate authorities (PEM) in place of those that the system trusts. */
  readonly certificates?: string | undefined;
  /** Connections of this process at most. */
  readonly connections: number;
  /** Time for one statement, in milliseconds. */
  readonly milliseconds: number;
}

/** An address without its secrets, for people. */
export function postgresPlace(url: string): string {
  const { hostname, port, pathname, searchParams } = new URL(url);
  const host = searchParams.get('host') ?? hostname;
  return `postgres://${host}${port === '' ? '' : `:${port}`}${pathname}`;
}

/** What the driver is given. @throws SetupError DATABASE_TLS_FAILED */
export async function connectionOptions({ url, tls, certificates }: PostgresSettings) {
  const address = new URL(url);
  const mode = address.searchParams.get('sslmode');
  for (const name of ['sslmode', 'sslrootcert', 'ssl']) address.searchParams.delete(name);
  const host = address.searchParams.get('host') ?? address.hostname;
  const wanted = tls ?? (mode === 'disable' ? 'off' : mode === null ? undefined : 'verify');
  const encrypted = wanted === undefined ? !isHere(host) : wanted === 'verify';
  const ca = encrypted && certificates !== undefined ? await read(certificates) : undefined;
  return {
    connectionString: address.href,
    application_name: 'leopard',
    keepAlive: true,
    ssl: encrypted ? { rejectUnauthorized: true, ...(ca !== undefined && { ca }) } : false,
  };
}

/** Whether nothing that is said to a host leaves this machine. */
const isHere = (host: string): boolean =>
  host === '' || host.startsWith('/') || host === 'localhost' || /^\[?::1\]?$/.test(host) || isLoopback(host);

const isLoopback = (host: string): boolean => isIP(host) === 4 && host.startsWith('127.');

async function read(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new SetupError('DATABASE_TLS_FAILED', `${path} cannot be read. Correct DATABASE_TLS_CA.`, { cause });
  });
}
