import pg from 'pg';
import { connectionOptions, type PostgresSettings } from './address.js';

const { types } = pg;
const INT8 = 20;
const NUMERIC = 1700;
const BYTEA = 17;

/** Whole numbers are below 2^53, sums come as numeric. Bytes get a buffer of their own, so that it can be handed to a thread. */
const parsers = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === INT8 || oid === NUMERIC) return Number;
    if (oid === BYTEA && format !== 'binary')
      return (text: string) => Uint8Array.from(Buffer.from(text.slice(2), 'hex'));
    return types.getTypeParser(oid, format) as (text: string) => unknown;
  },
};

/** Milliseconds for a new connection, and for the wait for a free one. */
const CONNECTING = 5000;

/** Connections of which each carries the messages of one transaction at a time, without waiting for an answer in between. */
export async function openPool(settings: PostgresSettings): Promise<pg.Pool> {
  const pool = new pg.Pool({
    ...(await connectionOptions(settings)),
    max: settings.connections,
    connectionTimeoutMillis: CONNECTING,
    idleTimeoutMillis: 60_000,
    pipeline: true,
    types: parsers,
  } as pg.PoolConfig);
  // A connection that dies while nobody uses it: the next one is a new one.
  pool.on('error', () => undefined);
  // One that dies while it is used says so to whoever waits for its answer; unheard, the event would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** One connection beside the pool, which lasts. */
export async function openSession(settings: PostgresSettings): Promise<pg.Client> {
  const client = new pg.Client({
    ...(await connectionOptions(settings)),
    connectionTimeoutMillis: CONNECTING,
    types: parsers,
  } as pg.ClientConfig);
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
