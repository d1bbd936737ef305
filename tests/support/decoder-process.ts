import { LeopardError } from '../../src/lib/errors.js';
import { DecoderProcess as Process } from '../../src/services/image-files/decoders/decoder-process.js';
import type { ToDecoder } from '../../src/services/image-files/decoders/operation.js';

/** Processes that rest for the next server, by priority. They end with ours: the pipe between us does. */
const resting = new Map<number, Process[]>();
const MOST = 2;

/**
 * In place of the product's (vitest.config.ts): hundreds of servers start in a process of the tests one after the other, and each decoder
 * takes a fifth of a second of a processor to load what it decodes with. What a server ends while it does nothing is given to the next one.
 */
export class DecoderProcess {
  private readonly process: Process;
  private given = false;
  private isReady = false;
  private working = false;

  constructor(private readonly nice: number) {
    const rests = (resting.get(nice) ?? []).filter(({ ended }) => !ended);
    this.process = rests.pop() ?? new Process(nice);
    resting.set(nice, rests);
    this.process.ready.then(
      () => (this.isReady = true),
      () => undefined,
    );
  }

  get ready(): Promise<void> {
    return this.process.ready;
  }

  get ended(): boolean {
    return this.given || this.process.ended;
  }

  async run(request: ToDecoder, bytes: Uint8Array) {
    if (this.given) throw new LeopardError('ENCODER_UNAVAILABLE', 'The server has ended this decoder.');
    this.working = true;
    try {
      return await this.process.run(request, bytes);
    } finally {
      this.working = false;
    }
  }

  kill(): void {
    if (this.ended) return;
    this.given = true;
    const rests = resting.get(this.nice) ?? [];
    if (this.working || !this.isReady || rests.length >= MOST) this.process.kill();
    else rests.push(this.process);
  }
}
