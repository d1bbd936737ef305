import { Worker } from 'node:worker_threads';
import { nodeArguments } from '../../lib/program.js';
import './no-telemetry.js';

/** These threads work on buffers outside of V8's heap: what little else they make need not gather before it is collected. */
const YOUNG_OBJECTS_MB = 2;

export const startThread = (program: URL, workerData?: unknown): Worker =>
  new Worker(program, {
    ...{ workerData, execArgv: nodeArguments(program) },
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_OBJECTS_MB },
  });

/**
 * Threads of one program, some of them started ahead: what a thread needs to begin (its isolate, the runtime's library) needs
 * nothing of the model, so that happens while the model's folder is read.
 */
export class ThreadReserve {
  private readonly waiting: Worker[];

  constructor(
    private readonly program: URL,
    ahead = 0,
  ) {
    // One that cannot start is not taken; the one started in its place says why.
    this.waiting = Array.from({ length: ahead }, () => startThread(program).on('error', () => undefined));
  }

  take(): Worker {
    for (let worker = this.waiting.pop(); worker !== undefined; worker = this.waiting.pop()) {
      if (worker.threadId !== ENDED) return worker;
    }
    return startThread(this.program);
  }

  /** Ends the threads that nobody took. */
  async release(): Promise<void> {
    await Promise.all(this.waiting.splice(0).map((worker) => worker.terminate()));
  }
}

/** The id of a thread that has ended. */
const ENDED = -1;
