type Numbers = Uint8Array | Float32Array | undefined;

/** The memory of arrays, for moving it to another thread without a copy: of those that share theirs with nothing else. */
export function ownBuffers(...arrays: readonly Numbers[]): ArrayBuffer[] {
  return arrays.flatMap((array) =>
    array?.buffer instanceof ArrayBuffer && array.byteLength === array.buffer.byteLength ? [array.buffer] : [],
  );
}

const { port1: nowhere, port2 } = new MessageChannel();
port2.close();

/**
 * Gives the memory of arrays back at once; they are empty after. V8 would let 10 MB of such arrays gather in each thread: it counts
 * its own objects, and these are small. (`ArrayBuffer.prototype.transfer` does the same, in Node 22.)
 */
export function free(...arrays: readonly Numbers[]): void {
  nowhere.postMessage(undefined, ownBuffers(...arrays));
}
