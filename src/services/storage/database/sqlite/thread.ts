import { Worker } from 'node:worker_threads';
import { LeopardError } from '../../../../lib/errors.js';
import { nodeArguments, programBeside } from '../../../../lib/program.js';
import { Conflict, type Statement, type StatementResult } from '../engine.js';
import { SqliteFault, unavailable } from './faults.js';
import type { Answer, FromThread, ThreadSetup, ToThread, Transaction } from './protocol.js';

/** Transactions that share a commit at most. */
const GROUP = 64;

const PROGRAM = programBeside('database-thread', import.meta.url);

interface Waiting {
  readonly transaction: Transaction;
  resolve(results: readonly StatementResult[]): void;
  reject(error: Error): void;
}

export interface ThreadOptions extends ThreadSetup {
  readonly warn: (message: string) => void;
}

/** One thread with one connection; what waits while it is at work goes to it together. */
export class DatabaseThread {
  private waiting: Waiting[] = [];
  private atWork: readonly Waiting[] = [];
  private idle: (() => void)[] = [];
  private opening: { resolve(): void; reject(error: Error): void } | undefined;
  private ended: Error | undefined;
  private count = 0;

  private constructor(
    private readonly worker: Worker,
    private readonly options: ThreadOptions,
  ) {
    worker.on('message', (message: FromThread) => this.hear(message));
    worker.on('error', (error) => this.end(error));
    worker.on('exit', () => this.end(new Error('the thread of the database ended')));
  }

  /** Starts the thread, which is done beside others; it opens nothing yet. */
  static start(options: ThreadOptions): DatabaseThread {
    const { path, role, reserve } = options;
    const workerData: ThreadSetup = { path, role, reserve };
    return new DatabaseThread(new Worker(PROGRAM, { workerData, execArgv: nodeArguments(PROGRAM) }), options);
  }

  /** @throws SqliteFault where the file cannot be opened */
  open(): Promise<void> {
    this.worker.postMessage({ kind: 'open' } satisfies ToThread);
    return new Promise((resolve, reject) => (this.opening = { resolve, reject }));
  }

  /** @throws Conflict; LeopardError STORAGE_UNAVAILABLE */
  run(statements: readonly Statement[], erases = false): Promise<readonly StatementResult[]> {
    if (this.ended !== undefined) return Promise.reject(stopping(this.ended));
    return new Promise((resolve, reject) => {
      this.waiting.push({ transaction: { statements, erases }, resolve, reject });
      // Those of this turn of the loop come along.
      if (this.waiting.length === 1) queueMicrotask(() => this.send());
    });
  }

  /** When all that was asked for is done. Nothing new is taken: whoever goes on asking would keep it open for ever. */
  async close(): Promise<void> {
    this.ended ??= new Error('the database is closed');
    if (this.atWork.length + this.waiting.length > 0) await new Promise<void>((resolve) => this.idle.push(resolve));
    await this.worker.terminate();
  }

  private send(): void {
    if (this.atWork.length > 0 || this.waiting.length === 0) return;
    // A thread that reads answers one by one: the first need not wait for the last.
    this.atWork = this.waiting.splice(0, this.options.role === 'write' ? GROUP : 1);
    const message: ToThread = {
      kind: 'run',
      id: this.count++,
      transactions: this.atWork.map(({ transaction }) => transaction),
    };
    this.worker.postMessage(message);
  }

  private hear(message: FromThread): void {
    if (message.kind === 'ready') this.opening?.resolve();
    if (message.kind === 'failed') this.opening?.reject(new SqliteFault(message.fault));
    if (message.kind === 'erasure-waits') {
      this.options.warn('what was erased stays in the log of the database until others have finished reading it');
    }
    if (message.kind !== 'answers') return;
    const done = this.atWork;
    this.atWork = [];
    for (const [index, { resolve, reject }] of done.entries()) {
      const answer: Answer | undefined = message.answers[index];
      if (answer !== undefined && 'results' in answer) resolve(answer.results);
      else reject(errorOf(answer?.fault ?? { message: 'no answer' }));
    }
    this.send();
    if (this.atWork.length === 0) for (const resolve of this.idle.splice(0)) resolve();
  }

  private end(error: Error): void {
    this.ended ??= error;
    this.opening?.reject(error);
    for (const { reject } of [...this.atWork, ...this.waiting]) reject(stopping(this.ended));
    this.atWork = [];
    this.waiting = [];
    for (const resolve of this.idle.splice(0)) resolve();
  }
}

function errorOf(fault: ConstructorParameters<typeof SqliteFault>[0]): Error {
  if (fault.conflict !== undefined) return new Conflict(fault.conflict, fault.message);
  return unavailable(new SqliteFault(fault));
}

const stopping = (cause: Error) =>
  new LeopardError('STORAGE_UNAVAILABLE', 'The server is stopping. Repeat the request when it is up.', { cause });
