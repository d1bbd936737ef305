/** Bytes that are put together at a time: a copy of microseconds. */
const BLOCK = 256 * 1024;

/** A body in memory, in order. Each block has a buffer of its own, which can be given to a thread. */
export type Blocks = readonly Uint8Array<ArrayBuffer>[];

/** Puts the pieces of a body together as they come: at its end, a large one would hold up the event loop. */
export class BlockWriter {
  private readonly blocks: Uint8Array<ArrayBuffer>[] = [];
  private pieces: Uint8Array[] = [];
  private length = 0;

  add(piece: Uint8Array): void {
    this.pieces.push(piece);
    this.length += piece.length;
    if (this.length >= BLOCK) this.join();
  }

  /** @returns one block where it is a small body, none where it is empty */
  end(): Blocks {
    if (this.length > 0) this.join();
    return this.blocks;
  }

  private join(): void {
    const block = new Uint8Array(this.length);
    let at = 0;
    for (const piece of this.pieces) {
      block.set(piece, at);
      at += piece.length;
    }
    this.blocks.push(block);
    this.pieces = [];
    this.length = 0;
  }
}
