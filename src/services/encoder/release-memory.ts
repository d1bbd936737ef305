import { ownBuffers, type Numbers } from './own-buffers.js';

const { port1: nowhere, port2 } = new MessageChannel();
port2.close();

/**
 * Gives the memory of arrays back at once; they are empty after. V8 would let 10 MB of such arrays gather in each thread: it counts
 * its own objects, and these are small. (`ArrayBuffer.prototype.transfer` does the same, in Node 22.)
 */
export function free(...arrays: readonly Numbers[]): void {
  nowhere.postMessage(undefined, ownBuffers(...arrays));
}

const BLOCK_BYTES = 9e6;
const BLOCKS = 5;

/**
 * Gives back what packing weights left behind in this thread's heap, up to 20 MB. glibc keeps the free end of a heap until it is
 * twice as large as the largest block that it mapped and freed (mallopt(3), M_MMAP_THRESHOLD), which here is a weight matrix.
 * Blocks that nobody writes to, taken and freed together, make it so; elsewhere they do nothing.
 */
export function trimHeap(): void {
  free(...Array.from({ length: BLOCKS }, () => new Uint8Array(Buffer.allocUnsafeSlow(BLOCK_BYTES).buffer)));
}
