import type { Worker } from 'node:worker_threads';
import { LeopardError } from '../../../errors.js';
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

  /** Takes the pictures' bytes away: they move to the thread, uncopied. @throws LeopardError IMAGE_*, RERANKER_UNAVAILABLE */
  draw(task: Omit<SheetTask, 'number'>): Promise<DrawnSheet> {
    const worker = (this.worker ??= this.start());
    const number = this.count++;
    return new Promise((resolve, reject) => {
      this.waiters.set(number, { resolve, reject });
      // An idle thread keeps no process alive; one at work does.
      worker.ref();
      const pictures = [...(task.query ? [task.query.bytes] : []), ...task.candidates];
      worker.postMessage({ ...task, number } satisfies SheetTask, [...new Set(pictures.map(({ buffer }) => buffer))]);
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
