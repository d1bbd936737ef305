import { LeopardError } from '../../../lib/errors.js';
import type { Database, Generation } from '../types/index.js';
import type { VectorEngine } from '../vectors/engine.js';
import type { GenerationChoice } from './choose-generation.js';

/** Milliseconds in which every server has noticed that another index answers. */
export const STRAGGLERS = 10_000;

/** The generation that answers, or the first one: of servers that start at a time one makes it. */
export async function presentOrFirst(
  { database, engine }: { readonly database: Pick<Database, 'leases'>; readonly engine: VectorEngine },
  choice: GenerationChoice,
): Promise<Generation> {
  const present = await choice.present();
  if (present !== undefined) return present;
  const lease = await database.leases.acquire('index');
  try {
    return (await choice.present()) ?? (await choice.next(undefined, engine.indexing.first)).generation;
  } finally {
    await lease.release();
  }
}

/** Makes an index while no other server does. @throws LeopardError OVERLOADED */
export async function alone<T>({ leases }: Pick<Database, 'leases'>, work: () => Promise<T>): Promise<T> {
  const lease = await leases.tryAcquire('index');
  if (lease === undefined) {
    throw new LeopardError('OVERLOADED', 'An index is being built already. Wait until it is done, then try again.');
  }
  return work().finally(() => lease.release());
}
