import type { Lease, LeaseName, Leases } from '../types/index.js';

/** Leases where one process has the data folder: nobody else can hold one, and it is never lost. */
export class LocalLeases implements Leases {
  readonly alone = true;
  private readonly held = new Set<LeaseName>();
  private readonly waiting = new Map<LeaseName, (() => void)[]>();

  async acquire(name: LeaseName, signal?: AbortSignal): Promise<Lease> {
    for (;;) {
      signal?.throwIfAborted();
      const lease = this.take(name);
      if (lease !== undefined) return lease;
      await this.released(name, signal);
    }
  }

  async tryAcquire(name: LeaseName): Promise<Lease | undefined> {
    return this.take(name);
  }

  /** In one turn of the loop with what follows: nobody can give it back between a refusal and the wait. */
  private take(name: LeaseName): Lease | undefined {
    if (this.held.has(name)) return undefined;
    this.held.add(name);
    let released = false;
    const release = async () => {
      if (released) return;
      released = true;
      this.held.delete(name);
      for (const wake of this.waiting.get(name)?.splice(0) ?? []) wake();
    };
    return { lost: new AbortController().signal, release };
  }

  private released(name: LeaseName, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const list = this.waiting.get(name) ?? [];
      this.waiting.set(name, list);
      list.push(resolve);
      signal?.addEventListener('abort', () => resolve(), { once: true });
    });
  }
}
