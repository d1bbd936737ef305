import type { Worker } from 'node:worker_threads';
import { LeopardError } from '../../lib/errors.js';
import type { FromPictureWorker, PictureTask } from './picture-protocol.js';
import { programUrl, startThread } from './thread.js';
import { unavailable } from './unavailable.js';

export interface Crop {
  /** RGB `Uint8Array [S, S, 3]`. */
  readonly crop: Uint8Array;
  /** Time that decoding and resampling took, ms. */
  readonly decode: number;
}

interface Waiter {
  resolve(crop: Crop): void;
  reject(error: unknown): void;
}

/** Makes pictures ready in a thread of its own, several at a time; a crashed one is replaced when the next picture comes. */
export class PictureThread {
  /** Started at once: loading the decoders takes longer than a picture. */
  private worker: Worker | undefined = this.start();
  private readonly waiters = new Map<number, Waiter>();
  private count = 0;

  constructor(private readonly options: Pick<PictureTask, 'variant' | 'imageSize' | 'maximumPixels'>) {}

  /** @throws LeopardError IMAGE_*, BAD_USER_INPUT (region outside the picture), ENCODER_UNAVAILABLE */
  crop(bytes: Uint8Array, region: PictureTask['region']): Promise<Crop> {
    this.worker ??= this.start();
    const number = this.count++;
    const task: PictureTask = { ...this.options, number, bytes, region };
    return new Promise((resolve, reject) => {
      this.waiters.set(number, { resolve, reject });
      this.worker?.postMessage(task);
    });
  }

  async close(): Promise<void> {
    await this.worker?.terminate();
  }

  private start(): Worker {
    const worker = startThread(programUrl('picture-worker'));
    let fault: Error | undefined;
    worker.on('message', (message: FromPictureWorker) => this.onMessage(message));
    worker.on('error', (error: Error) => (fault = error));
    worker.on('exit', () => {
      this.worker = undefined;
      for (const waiter of this.waiters.values()) waiter.reject(unavailable(fault));
      this.waiters.clear();
    });
    return worker;
  }

  private onMessage(message: FromPictureWorker): void {
    const waiter = this.waiters.get(message.number);
    this.waiters.delete(message.number);
    if (message.type === 'crop') waiter?.resolve(message);
    else if (message.code !== undefined) waiter?.reject(new LeopardError(message.code, message.message));
    else waiter?.reject(unavailable(new Error(message.message)));
  }
}
