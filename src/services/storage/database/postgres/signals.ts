import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { FeedSignal, Signals } from '../../types/index.js';
import type { Engine } from '../engine.js';
import { CHANNEL, CHANGED } from './engine.js';

/** Milliseconds between two looks at the database where signals arrive, and where they do not. */
const LOOK = 1000;
const LOOK_OFTEN = 100;
/** Before a lost connection is made again, in milliseconds. */
const AGAIN = 500;
/** A connection that says nothing to a question for so long is given up, in milliseconds. */
const SILENCE = 5000;

/**
 * LISTEN and NOTIFY on a connection of its own, with looks at the database behind them: a connection that drops forgets LISTEN without a
 * word, and a pooler of transactions never delivers. Whether signals arrive is tried out, by one to oneself.
 */
export class PostgresSignals implements Signals {
  readonly #listeners = new Set<(signal: FeedSignal) => void>();
  #client: pg.Client | undefined;
  #arrive = false;
  #probe: string | undefined;
  #closed = false;
  #timer: NodeJS.Timeout | undefined;
  #connecting: Promise<void> | undefined;
  #looked = performance.now();

  constructor(
    private readonly engine: Engine,
    private readonly connect: () => Promise<pg.Client>,
  ) {}

  listen(listener: (signal: FeedSignal) => void): () => void {
    this.#listeners.add(listener);
    if (this.#timer === undefined && !this.#closed) this.#start();
    return () => this.#listeners.delete(listener);
  }

  async tell(signal: FeedSignal): Promise<void> {
    await this.engine.transaction([], { tells: signal });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#connecting;
    await this.#client?.end().catch(() => undefined);
  }

  #start(): void {
    this.#timer = setInterval(() => this.#look(), LOOK_OFTEN).unref();
    this.#reconnect(0);
  }

  #look(): void {
    if (this.#arrive && performance.now() - this.#looked < LOOK) return;
    this.#looked = performance.now();
    this.#emit({ kind: 'changes' });
  }

  #reconnect(wait: number): void {
    if (this.#closed) return;
    this.#connecting = new Promise((resolve) => {
      setTimeout(
        () =>
          void this.#listen()
            .catch(() => this.#reconnect(AGAIN))
            .finally(resolve),
        wait,
      ).unref();
    });
  }

  async #listen(): Promise<void> {
    if (this.#closed) return;
    const client = await this.connect();
    if (this.#closed) return client.end();
    this.#client = client;
    client.on('notification', ({ payload = '' }) => this.#hear(payload));
    client.once('end', () => this.#lost(client));
    client.once('error', () => void client.end().catch(() => undefined));
    await client.query(`listen ${CHANNEL}`);
    this.#probe = randomUUID();
    await this.engine.transaction([{ sql: 'select pg_notify($1, $2)', parameters: [CHANNEL, this.#probe] }]);
    // What was told before the connection stood is not told again.
    this.#emit({ kind: 'changes' });
    this.#watch(client);
  }

  /** A machine that vanished closes no connection. */
  #watch(client: pg.Client): void {
    const ask = setInterval(() => {
      const late = setTimeout(() => client.end().catch(() => undefined), SILENCE).unref();
      client.query('select 1').then(
        () => clearTimeout(late),
        () => clearTimeout(late),
      );
    }, SILENCE).unref();
    client.once('end', () => clearInterval(ask));
  }

  #lost(client: pg.Client): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    this.#arrive = false;
    this.#reconnect(AGAIN);
  }

  #hear(payload: string): void {
    if (payload === this.#probe) this.#arrive = true;
    else if (payload === CHANGED) this.#emit({ kind: 'changes' });
    else if (payload.startsWith('{')) this.#emit(JSON.parse(payload) as FeedSignal);
  }

  #emit(signal: FeedSignal): void {
    for (const listener of this.#listeners) listener(signal);
  }
}
