import type { LeopardError } from '../../../lib/errors.js';
import { FairQueue, type Turn } from '../../../lib/fair-queue.js';
import { DecoderProcess } from './decoder-process.js';
import type { ToDecoder } from './operation.js';

export interface DecoderLaneOptions {
  /** At most. Started when they are needed, ended when they have not been for a while. */
  readonly processes: number;
  /** That are kept however long they are not needed: starting one takes longer than most pictures. */
  readonly warm: number;
  readonly nice: number;
  /** Of one picture. */
  readonly milliseconds: number;
  readonly tooSlow: () => LeopardError;
}

const IDLE_MILLISECONDS = 30_000;

/** Processes that decode, and the queue before them. One process is always left for other clients, and for searches. */
export class DecoderLane {
  private readonly queue: FairQueue;
  private readonly processes = new Set<DecoderProcess>();
  /** The last used one last. */
  private readonly idle = new Map<DecoderProcess, NodeJS.Timeout>();
  private closed = false;

  constructor(private readonly options: DecoderLaneOptions) {
    const { processes, warm } = options;
    this.queue = new FairQueue({ places: processes, placesOfOne: processes - 1, placesOfBulk: processes - 1 });
    for (let count = 0; count < warm; count++) this.rest(this.start());
  }

  run(request: ToDecoder, load: () => Promise<Uint8Array>, turn: Turn) {
    return this.queue.run(turn, async () => {
      const bytes = await load();
      const decoder = this.take();
      try {
        await decoder.ready;
        turn.signal?.throwIfAborted();
        return await this.work(decoder, request, bytes, turn.signal);
      } finally {
        if (decoder.ended) this.processes.delete(decoder);
        else this.rest(decoder);
      }
    });
  }

  close(): void {
    this.closed = true;
    for (const timer of this.idle.values()) clearTimeout(timer);
    for (const decoder of this.processes) decoder.kill();
  }

  private async work(decoder: DecoderProcess, request: ToDecoder, bytes: Uint8Array, signal?: AbortSignal) {
    let ended: { readonly reason: unknown } | undefined;
    const end = (reason: unknown) => {
      ended = { reason };
      decoder.kill();
    };
    const abort = () => end(signal?.reason);
    const timer = setTimeout(() => end(this.options.tooSlow()), this.options.milliseconds);
    signal?.addEventListener('abort', abort);
    try {
      return await decoder.run(request, bytes);
    } catch (error) {
      throw ended ? ended.reason : error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }
  }

  private take(): DecoderProcess {
    for (const [decoder, timer] of [...this.idle].reverse()) {
      this.idle.delete(decoder);
      clearTimeout(timer);
      if (!decoder.ended) return decoder;
      this.processes.delete(decoder);
    }
    return this.start();
  }

  private start(): DecoderProcess {
    const decoder = new DecoderProcess(this.options.nice);
    if (this.closed) decoder.kill();
    this.processes.add(decoder);
    return decoder;
  }

  private rest(decoder: DecoderProcess): void {
    const retire = () => {
      if (this.processes.size <= this.options.warm) return;
      this.idle.delete(decoder);
      this.processes.delete(decoder);
      decoder.kill();
    };
    this.idle.set(decoder, setTimeout(retire, IDLE_MILLISECONDS).unref());
  }
}
