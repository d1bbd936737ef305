import { programBeside } from '../../lib/program.js';
import type { Worker } from 'node:worker_threads';
import { ThreadReserve } from './thread.js';
import { unavailable } from './unavailable.js';
import { ownBuffers } from './own-buffers.js';
import type { FromWorker, Task, TaskResult, WorkerSetup } from './worker-protocol.js';

/** `search` workers take interactive requests only; `shared` ones take both. */
export type WorkerKind = 'search' | 'shared';

export interface PlannedWorker {
  readonly kind: WorkerKind;
  readonly setup: WorkerSetup;
}

interface Waiter {
  resolve(result: TaskResult): void;
  reject(error: unknown): void;
}

/** `failed`: it ended before it was ready, and is tried again after a while. */
type State =
  | { readonly name: 'starting' | 'idle'; readonly worker: Worker }
  | { readonly name: 'busy'; readonly worker: Worker; readonly waiter: Waiter }
  | { readonly name: 'failed'; readonly timer: NodeJS.Timeout };

interface Slot {
  readonly plan: PlannedWorker;
  state: State;
  /** Settles when the worker has opened the model, or could not. */
  ready: Promise<unknown>;
}

const RETRY_MS = 1000;

/** Threads for the pool, `ahead` of them started at once. */
export const inferenceThreads = (ahead = 0): ThreadReserve =>
  new ThreadReserve(programBeside('inference-worker', import.meta.url), ahead);

/** The backend: worker threads that compute one task each. It neither queues nor orders; who goes next is decided elsewhere. */
export class WorkerPool {
  /** Called when a worker became idle or was lost. */
  onChange: () => void = () => undefined;
  /** Workers that ended by themselves. */
  crashes = 0;
  private readonly slots: Slot[] = [];
  private closed = false;

  private constructor(private readonly threads: ThreadReserve) {}

  /**
   * Resolves when the first worker has opened the model; rejects with what it said where it could not. The others are started then:
   * together, they would only wait for each other's cores. One of them that cannot open the model is tried again.
   * `threads`: of a program that speaks worker-protocol.ts.
   */
  static async start(plans: readonly PlannedWorker[], threads = inferenceThreads()): Promise<WorkerPool> {
    const pool = new WorkerPool(threads);
    const [first, ...others] = plans;
    if (first === undefined) throw new Error('No worker was planned');
    try {
      await pool.spawn(first);
    } catch (error) {
      await pool.close();
      throw error;
    }
    for (const plan of others) pool.spawn(plan).catch(() => undefined);
    return pool;
  }

  get size(): number {
    return this.slots.length;
  }

  idle(kind: WorkerKind): number {
    return this.slots.filter(({ plan, state }) => plan.kind === kind && state.name === 'idle').length;
  }

  /** False when no worker for bulk work runs or starts. */
  get alive(): boolean {
    return this.slots.some(({ plan, state }) => plan.kind === 'shared' && state.name !== 'failed');
  }

  /**
   * Computes a task on an idle worker of that kind; there must be one.
   * @throws LeopardError ENCODER_UNAVAILABLE where the worker crashed or the runtime failed
   */
  run(task: Task, kind: WorkerKind): Promise<TaskResult> {
    const slot = this.slots.find(({ plan, state }) => plan.kind === kind && state.name === 'idle');
    if (slot?.state.name !== 'idle') throw new Error(`No ${kind} worker is idle`);
    const { worker } = slot.state;
    return new Promise((resolve, reject) => {
      slot.state = { name: 'busy', worker, waiter: { resolve, reject } };
      worker.postMessage(task, ownBuffers(task.crop));
    });
  }

  /** Ends the workers; what still computes fails. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.all(
      this.slots.map(async (slot) => {
        // The runtime ends the whole process where its thread is ended while it opens a model.
        if (slot.state.name === 'starting') await slot.ready;
        const { state } = slot;
        if (state.name === 'failed') clearTimeout(state.timer);
        else await state.worker.terminate();
      }),
    );
  }

  /** Resolves when the worker is ready. */
  private spawn(plan: PlannedWorker): Promise<void> {
    const worker = this.begin(plan);
    const slot: Slot = { plan, state: { name: 'starting', worker }, ready: Promise.resolve() };
    this.slots.push(slot);
    const ready = this.watch(slot, worker);
    slot.ready = ready.catch(() => undefined);
    return ready;
  }

  private begin({ setup }: PlannedWorker): Worker {
    const worker = this.threads.take();
    worker.postMessage(setup);
    return worker;
  }

  private watch(slot: Slot, worker: Worker): Promise<void> {
    return new Promise((resolve, reject) => {
      let fault: Error | undefined;
      worker.on('message', (message: FromWorker) => {
        if (message.type === 'ready') resolve();
        this.onMessage(slot, worker, message);
      });
      worker.on('error', (error: Error) => (fault = error));
      worker.on('exit', (code) => {
        const reason = fault ?? new Error(`The worker thread ended with code ${code}`);
        reject(reason);
        this.onExit(slot, reason);
      });
    });
  }

  private onMessage(slot: Slot, worker: Worker, message: FromWorker): void {
    const { state } = slot;
    slot.state = { name: 'idle', worker };
    if (state.name === 'busy' && message.type === 'result') state.waiter.resolve(message.result);
    if (state.name === 'busy' && message.type === 'failed')
      state.waiter.reject(unavailable(new Error(message.message)));
    this.onChange();
  }

  /** The work of a crashed worker fails, nothing else; a new one takes its place, at once if this one had opened the model. */
  private onExit(slot: Slot, cause: Error): void {
    const { state } = slot;
    if (state.name === 'busy') state.waiter.reject(unavailable(cause));
    if (this.closed) return;
    this.crashes += 1;
    if (state.name === 'starting') {
      slot.state = { name: 'failed', timer: setTimeout(() => this.restart(slot), RETRY_MS) };
    } else {
      this.restart(slot);
    }
    this.onChange();
  }

  private restart(slot: Slot): void {
    const worker = this.begin(slot.plan);
    slot.state = { name: 'starting', worker };
    slot.ready = this.watch(slot, worker).catch(() => undefined);
  }
}
