export type Numbers = Uint8Array | Float32Array | undefined;

/** The memory of arrays, for moving it to another thread without a copy: of those that share theirs with nothing else. */
export function ownBuffers(...arrays: readonly Numbers[]): ArrayBuffer[] {
  return arrays.flatMap((array) =>
    array?.buffer instanceof ArrayBuffer && array.byteLength === array.buffer.byteLength ? [array.buffer] : [],
  );
}
