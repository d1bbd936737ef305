import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Lease, LeaseName, Leases } from '../../types/index.js';
import type { Engine } from '../engine.js';

/** Milliseconds that a lease lasts by the database's clock, unless it is renewed. */
const LASTS = 5000;
/** Between two renewals, and between two looks of those who wait, in milliseconds. */
const RENEWED = 1000;

/**
 * Leases as rows with an owner and an expiry by the database's clock, which is the only one that counts. They need no session, so that they
 * work through any pooler; a holder that was killed, froze or vanished is replaced when its time is over.
 */
export class RowLeases implements Leases {
  readonly alone = false;

  constructor(private readonly engine: Engine) {}

  async acquire(name: LeaseName, signal?: AbortSignal): Promise<Lease> {
    for (;;) {
      signal?.throwIfAborted();
      const lease = await this.tryAcquire(name);
      if (lease !== undefined) return lease;
      await pause(RENEWED, undefined, { signal }).catch(() => signal?.throwIfAborted());
    }
  }

  async tryAcquire(name: LeaseName): Promise<Lease | undefined> {
    const owner = randomUUID();
    const asked = performance.now();
    const { db, clock } = this.engine;
    const [result] = await this.engine.transaction([
      sql`insert into lease(name, owner, epoch, expires_at) values (${name}, ${owner}, 1, ${clock} + ${LASTS})
        on conflict(name) do update set owner = excluded.owner, epoch = lease.epoch + 1, expires_at = excluded.expires_at
        where lease.expires_at <= ${clock} returning epoch`.compile(db),
    ]);
    return result?.changes === 1 ? new RowLease(this.engine, name, owner, asked) : undefined;
  }
}

class RowLease implements Lease {
  readonly #lost = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #renewing: Promise<void> | undefined;
  #released: Promise<void> | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly name: LeaseName,
    private readonly owner: string,
    /** By this process's clock, when the last renewal was asked for. */
    private asked: number,
  ) {
    this.#timer = setInterval(
      () => (this.#renewing ??= this.#renew().finally(() => (this.#renewing = undefined))),
      RENEWED,
    );
    this.#timer.unref();
  }

  get lost(): AbortSignal {
    // A process that was frozen finds out at once, whatever its timers say.
    if (performance.now() - this.asked >= LASTS) this.#lose();
    return this.#lost.signal;
  }

  release(): Promise<void> {
    this.#released ??= this.#release();
    return this.#released;
  }

  async #release(): Promise<void> {
    clearInterval(this.#timer);
    await this.#renewing;
    const { db } = this.engine;
    const mine = sql`update lease set expires_at = 0 where name = ${this.name} and owner = ${this.owner}`.compile(db);
    await this.engine.transaction([mine]).catch(() => undefined);
  }

  async #renew(): Promise<void> {
    const asked = performance.now();
    const { db, clock } = this.engine;
    try {
      const [result] = await this.engine.transaction([
        sql`update lease set expires_at = ${clock} + ${LASTS} where name = ${this.name} and owner = ${this.owner} and expires_at > ${clock}`.compile(
          db,
        ),
      ]);
      if (result?.changes === 1) this.asked = asked;
      else this.#lose();
    } catch {
      // The database does not answer: the time goes on.
      if (performance.now() - this.asked >= LASTS) this.#lose();
    }
  }

  #lose(): void {
    clearInterval(this.#timer);
    if (this.#lost.signal.aborted) return;
    this.#lost.abort(new DOMException(`the lease "${this.name}" was lost`, 'AbortError'));
  }
}
