import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { SetupError } from '../../../../lib/errors.js';
import { type LiteProcess, LiteStartError, startLite } from './process.js';

/** Pause before a restart, in milliseconds: doubled after each failure, back to the first once it has run for a while. */
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 10_000;
/** A run of this length counts as a good one, in milliseconds. */
const GOOD_RUN = 2000;
/** Attempts at the first start: another process may take the port that was free a moment ago. */
const ATTEMPTS = 3;

export interface SupervisorOptions {
  readonly python: string;
  /** The `.db` folder. */
  readonly dataFolder: string;
  readonly logger?: Logger;
}

/** Keeps one Milvus Lite running as long as this server does. */
export class LiteSupervisor {
  #process: LiteProcess | undefined;
  #address = '';
  #moved: (address: string) => Promise<void> = async () => {};
  readonly #stopping = new AbortController();
  #watching: Promise<void> = Promise.resolve();

  private constructor(private readonly options: SupervisorOptions) {}

  /**
   * Starts it and returns once it listens.
   * @throws SetupError MILVUS_LITE_FILE, MILVUS_LITE_LOCKED, MILVUS_LITE_FAILED
   */
  static async start(options: SupervisorOptions): Promise<LiteSupervisor> {
    await checkPlace(options.dataFolder);
    const supervisor = new LiteSupervisor(options);
    supervisor.#watching = supervisor.#watch(await supervisor.#startFirst());
    return supervisor;
  }

  /** Where it listens: `host:port`; another port after each restart. */
  get address(): string {
    return this.#address;
  }

  /** To be called after each restart, with the new `host:port`. */
  onMove(moved: (address: string) => Promise<void>): void {
    this.#moved = moved;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#process?.stop();
    await this.#watching;
  }

  async #startFirst(): Promise<LiteProcess> {
    const { python, dataFolder } = this.options;
    for (let attempt = 1; ; attempt++) {
      try {
        return this.#runs(await startLite(python, dataFolder));
      } catch (cause) {
        const output = cause instanceof LiteStartError ? cause.output : String(cause);
        if (/DataDirLockedError|locked/i.test(output))
          throw new SetupError(
            'MILVUS_LITE_LOCKED',
            `${dataFolder} is in use by another Milvus Lite. Stop the Leopard server, notebook or pymilvus program that has it open, or name another VECTOR_STORE.`,
            { cause },
          );
        if (attempt === ATTEMPTS)
          throw new SetupError(
            'MILVUS_LITE_FAILED',
            `Milvus Lite (${python}) does not start with ${dataFolder}: ${(cause as Error).message}. The log has all that it said.`,
            { cause },
          );
      }
    }
  }

  #runs(process: LiteProcess): LiteProcess {
    this.#process = process;
    this.#address = process.address;
    const { address, pid } = process;
    this.options.logger?.info({ address, pid, folder: this.options.dataFolder }, 'Milvus Lite runs');
    return process;
  }

  /** Waits for the end of each run and starts the next. */
  async #watch(first: LiteProcess): Promise<void> {
    let current = first;
    let delay = FIRST_PAUSE;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const started = performance.now();
      const output = await current.exited;
      this.#process = undefined;
      if (signal.aborted) return;
      this.options.logger?.error({ output: output.slice(-1000) }, 'Milvus Lite has ended; starting it again');
      if (performance.now() - started > GOOD_RUN) delay = FIRST_PAUSE;
      for (;;) {
        await pause(delay, undefined, { signal }).catch(() => undefined);
        if (signal.aborted) return;
        delay = Math.min(2 * delay, LONGEST_PAUSE);
        const next = await this.#restart();
        if (!next) continue;
        current = next;
        break;
      }
    }
  }

  async #restart(): Promise<LiteProcess | undefined> {
    try {
      const next = await startLite(this.options.python, this.options.dataFolder);
      if (this.#stopping.signal.aborted) {
        await next.stop();
        return undefined;
      }
      await this.#moved(this.#runs(next).address);
      return next;
    } catch (error) {
      this.options.logger?.error({ err: error }, 'Milvus Lite does not start; trying again');
      return undefined;
    }
  }
}

/** @throws SetupError MILVUS_LITE_FILE where something that is no folder has the name */
async function checkPlace(dataFolder: string): Promise<void> {
  const found = await stat(dataFolder).catch(() => undefined);
  if (found && !found.isDirectory())
    throw new SetupError(
      'MILVUS_LITE_FILE',
      `${dataFolder} is a file. Milvus Lite keeps its data in a folder of that name (files of its versions before 3 cannot be opened). Move it away, or name another VECTOR_STORE.`,
    );
  await mkdir(dirname(dataFolder), { recursive: true });
}
