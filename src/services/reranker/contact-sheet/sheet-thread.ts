import { setImmediate } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { LeopardError } from '../../../lib/errors.js';
import { startThread } from '../../encoder/thread.js';
import type { DrawnSheet, FromSheetWorker, SheetTask } from './protocol.js';

const PROGRAM = new URL(`./sheet-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url);

interface Waiter {
  resolve(sheet: DrawnSheet): void;
  reject(error: unknown): void;
}

/** Draws sheets in a thread of its own. The thread starts with the first sheet, and again after a crash. */
export class SheetThread {
  private worker: Worker | undefined;
  private readonly waiters = new Map<number, Waiter>();
  private count = 0;

  /** @throws LeopardError IMAGE_*, RERANKER_UNAVAILABLE */
  async draw({ query, candidates, ...rest }: Omit<SheetTask, 'number'>): Promise<DrawnSheet> {
    const copies: Uint8Array<ArrayBuffer>[] = [];
    for (const bytes of [...candidates, ...(query ? [query.bytes] : [])]) {
      // Copied here, then moved: one at a time, since all at once would hold up the event loop.
      copies.push(new Uint8Array(bytes));
      await setImmediate();
    }
    const own = copies.slice(0, candidates.length);
    const ownQuery = query && { ...query, bytes: copies[candidates.length] ?? query.bytes };
    const number = this.count++;
    const task: SheetTask = { ...rest, number, query: ownQuery, candidates: own };
    const worker = (this.worker ??= this.start());
    return new Promise((resolve, reject) => {
      this.waiters.set(number, { resolve, reject });
      // An idle thread keeps no process alive; one at work does.
      worker.ref();
      worker.postMessage(
        task,
        copies.map(({ buffer }) => buffer),
      );
    });
  }

  async close(): Promise<void> {
    await this.worker?.terminate();
  }

  private start(): Worker {
    const worker = startThread(PROGRAM);
    let fault: Error | undefined;
    worker.on('message', (message: FromSheetWorker) => this.onMessage(message));
    worker.on('error', (error: Error) => (fault = error));
    worker.on('exit', () => {
      this.worker = undefined;
      for (const waiter of this.waiters.values()) waiter.reject(failed(fault));
      this.waiters.clear();
    });
    return worker;
  }

  private onMessage(message: FromSheetWorker): void {
    const waiter = this.waiters.get(message.number);
    this.waiters.delete(message.number);
    if (this.waiters.size === 0) this.worker?.unref();
    if (message.type === 'drawn') waiter?.resolve(message);
    else if (message.code !== undefined) waiter?.reject(new LeopardError(message.code, message.message));
    else waiter?.reject(failed(new Error(message.message)));
  }
}

const failed = (cause?: Error) =>
  new LeopardError('RERANKER_UNAVAILABLE', 'The contact sheet could not be drawn. Try again.', { cause });
