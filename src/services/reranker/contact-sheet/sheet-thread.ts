import { setMaxListeners } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { programBeside } from '../../../lib/program.js';
import { LeopardError } from '../../../lib/errors.js';
import type { Turn } from '../../../lib/fair-queue.js';
import { startThread } from '../../encoder/thread.js';
import type { Region } from '../../encoder/types.js';
import type { DecoderInput, Decoders } from '../../image-files/decoders/decoders.js';
import type { PixelLimit } from '../../image-files/open.js';
import { operationModule } from '../../image-files/decoders/operation.js';
import { BORDER, TILE } from './layout.js';
import type { DrawnSheet, FromSheetWorker, SheetTask } from './protocol.js';
import type { TilePicture, TileTask } from './tile.js';

const PROGRAM = programBeside('sheet-worker', import.meta.url);

interface Waiter {
  resolve(sheet: DrawnSheet): void;
  reject(error: unknown): void;
}

/** A picture to put on a sheet: its bytes are read when a decoder is free. */
export type SheetPicture = DecoderInput;

export interface SheetRequest {
  readonly query?: (SheetPicture & { readonly region?: Region; readonly instruction?: string }) | undefined;
  readonly candidates: readonly SheetPicture[];
  readonly limit: PixelLimit;
}

const TILE_OPERATION = operationModule<TileTask, { readonly width: number; readonly height: number }>(
  'tile-operation',
  import.meta.url,
);

/** Draws sheets in a thread of its own, from tiles that the decoders make. The thread starts with the first sheet, and again after a crash. */
export class SheetThread {
  private worker: Worker | undefined;
  private readonly waiters = new Map<number, Waiter>();
  private count = 0;

  constructor(private readonly decoders: Decoders) {}

  /** @throws LeopardError IMAGE_*, RERANKER_UNAVAILABLE, ENCODER_UNAVAILABLE; the reason of the turn's signal */
  async draw(request: SheetRequest, turn: Omit<Turn, 'priority'> = {}): Promise<DrawnSheet> {
    const { query, candidates, limit } = request;
    // Every tile listens.
    if (turn.signal) setMaxListeners(0, turn.signal);
    const tile = (picture: SheetPicture, task: Omit<TileTask, keyof PixelLimit>) =>
      this.tile(picture, { ...task, ...limit }, { ...turn, priority: 'interactive' });
    const [queryTile, ...tiles] = await Promise.all([
      query && tile(query, { region: query.region, largestSide: TILE - 2 * BORDER }),
      ...candidates.map((picture) => tile(picture, { largestSide: TILE })),
    ]);
    const present = tiles.filter((picture) => picture !== undefined);
    const content = {
      ...(queryTile && { query: { picture: queryTile, instruction: query?.instruction } }),
      candidates: present,
    };
    const number = this.count++;
    const task: SheetTask = { number, content };
    const worker = (this.worker ??= this.start());
    return new Promise((resolve, reject) => {
      this.waiters.set(number, { resolve, reject });
      // An idle thread keeps no process alive; one at work does.
      worker.ref();
      worker.postMessage(
        task,
        [...present, ...(queryTile ? [queryTile] : [])].map(({ pixels }) => pixels.buffer),
      );
    });
  }

  private async tile(picture: SheetPicture, task: TileTask, turn: Turn): Promise<TilePicture> {
    const { facts, bytes } = await this.decoders.run(TILE_OPERATION, picture, task, turn);
    return { ...facts, pixels: new Uint8ClampedArray(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength) };
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
