import { Worker } from 'node:worker_threads';
import { LeopardError } from '../../errors.js';
import type { FromWorker, Task, TaskResult, WorkerSetup } from './worker-protocol.js';

interface Waiter {
  resolve(result: TaskResult): void;
  reject(error: unknown): void;
}

/** `failed`: it ended before it was ready, and is tried again after `RETRY` ms. */
type Slot =
  | { readonly state: 'starting' | 'idle'; readonly worker: Worker }
  | { readonly state: 'busy'; readonly worker: Worker; readonly waiter: Waiter }
  | { readonly state: 'failed'; readonly timer: NodeJS.Timeout };

export interface WorkerPoolOptions {
  readonly size: number;
  readonly setup: WorkerSetup;
  /** Program of a worker thread; speaks worker-protocol.ts. */
  readonly program?: URL;
  /** A worker became idle, or the pool lost its last one. */
  readonly onChange: () => void;
}

const RETRY = 1000;
/** Node runs compiled JavaScript as it is, and sources through tsx (development, tests). */
const compiled = !import.meta.url.endsWith('.ts');
const defaultProgram = new URL(compiled ? './worker.js' : './worker.ts', import.meta.url);

/** The backend: worker threads that compute one task each. It neither queues nor orders; who goes next is decided elsewhere. */
export class WorkerPool {
  private readonly slots: Slot[] = [];
  private closed = false;
  /** Workers that ended by themselves since the start. */
  crashes = 0;

  private constructor(private readonly options: WorkerPoolOptions) {}

  /** Resolves when every worker has opened the model; rejects with what the first one that could not said. */
  static async start(options: WorkerPoolOptions): Promise<WorkerPool> {
    const pool = new WorkerPool(options);
    try {
      await Promise.all(Array.from({ length: options.size }, (_, index) => pool.spawn(index)));
    } catch (error) {
      await pool.close();
      throw error;
    }
    return pool;
  }

  get size(): number {
    return this.options.size;
  }

  get idle(): number {
    return this.slots.filter((slot) => slot.state === 'idle').length;
  }

  /** False when no worker runs or starts. */
  get alive(): boolean {
    return this.slots.some((slot) => slot.state !== 'failed');
  }

  /**
   * Computes a task on an idle worker; there must be one.
   * @throws LeopardError ENCODER_UNAVAILABLE where the worker crashed or the runtime failed
   */
  run(task: Task): Promise<TaskResult> {
    const index = this.slots.findIndex((slot) => slot.state === 'idle');
    const slot = this.slots[index];
    if (slot?.state !== 'idle') throw new Error('No worker is idle');
    return new Promise((resolve, reject) => {
      this.slots[index] = { state: 'busy', worker: slot.worker, waiter: { resolve, reject } };
      slot.worker.postMessage(task);
    });
  }

  /** Ends the workers; what still computes fails. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.all(
      this.slots.map(async (slot) => {
        if (slot.state === 'failed') clearTimeout(slot.timer);
        else await slot.worker.terminate();
      }),
    );
  }

  private spawn(index: number): Promise<void> {
    const { setup, program = defaultProgram } = this.options;
    const worker = new Worker(program, {
      workerData: setup,
      execArgv: program.pathname.endsWith('.ts') ? ['--import', typescriptLoader()] : [],
    });
    this.slots[index] = { state: 'starting', worker };
    return new Promise((resolve, reject) => {
      let fault: Error | undefined;
      worker.on('message', (message: FromWorker) => {
        if (message.type === 'ready') resolve();
        this.onMessage(index, worker, message);
      });
      worker.on('error', (error) => (fault = error));
      worker.on('exit', (code) => {
        const reason = fault ?? new Error(`The worker thread ended with code ${code}`);
        reject(reason);
        this.onExit(index, reason);
      });
    });
  }

  private onMessage(index: number, worker: Worker, message: FromWorker): void {
    const slot = this.slots[index];
    this.slots[index] = { state: 'idle', worker };
    if (slot?.state === 'busy' && message.type === 'result') slot.waiter.resolve(message.result);
    if (slot?.state === 'busy' && message.type === 'failed')
      slot.waiter.reject(unavailable(new Error(message.message)));
    this.options.onChange();
  }

  /** The work of a crashed worker fails, nothing else; a new one takes its place, at once if this one had worked. */
  private onExit(index: number, cause: Error): void {
    const slot = this.slots[index];
    if (slot?.state === 'busy') slot.waiter.reject(unavailable(cause));
    if (this.closed) return;
    this.crashes += 1;
    const restart = () => void this.spawn(index).catch(() => undefined);
    if (slot?.state === 'starting') this.slots[index] = { state: 'failed', timer: setTimeout(restart, RETRY) };
    else restart();
    this.options.onChange();
  }
}

export function unavailable(cause?: unknown): LeopardError {
  return new LeopardError('ENCODER_UNAVAILABLE', 'The encoder failed at this request. Try again.', { cause });
}

/** A module that teaches a thread TypeScript: tsx itself registers in the main thread only. */
function typescriptLoader(): string {
  const api = import.meta.resolve('tsx/esm/api');
  return `data:text/javascript,import { register } from ${JSON.stringify(api)}; register();`;
}
