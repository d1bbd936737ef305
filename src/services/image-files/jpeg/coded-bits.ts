import type { HuffmanCodes } from './huffman.js';

/** A block of a scan: the codes of its first coefficient and of the 63 others. */
export interface BlockCodes {
  readonly dc: HuffmanCodes;
  readonly ac: HuffmanCodes;
}

const COEFFICIENTS = 64;

/** Walks over the coded data of a sequential scan, without making pixels (ITU-T T.81, F.2.2). Every step is false where data is missing. */
export class CodedBits {
  private bits = 0;
  private count = 0;

  /** @param at where the data begins */
  constructor(
    private readonly bytes: Buffer,
    private at: number,
  ) {}

  passBlock({ dc, ac }: BlockCodes): boolean {
    const length = this.symbol(dc);
    if (length < 0 || !this.pass(length)) return false;
    for (let coefficient = 1; coefficient < COEFFICIENTS; coefficient++) {
      const symbol = this.symbol(ac);
      if (symbol < 0) return false;
      // No bits and fewer than 15 zeros: the rest of the block is zero.
      if ((symbol & 15) === 0 && symbol >> 4 < 15) return true;
      if (!this.pass(symbol & 15)) return false;
      coefficient += symbol >> 4;
    }
    return true;
  }

  /** Before a restart marker, a byte is filled up. */
  passRestart(): boolean {
    if (this.count >= 8) return false;
    this.bits = this.count = 0;
    while (this.bytes[this.at] === 0xff && this.bytes[this.at + 1] === 0xff) this.at += 1;
    const marker = this.bytes[this.at + 1] ?? 0;
    if (this.bytes[this.at] !== 0xff || marker < 0xd0 || marker > 0xd7) return false;
    this.at += 2;
    return true;
  }

  /** -1 where there is no such code, or not enough data. */
  private symbol(codes: HuffmanCodes): number {
    this.fill();
    const next = this.count >= 16 ? this.bits >>> (this.count - 16) : this.bits << (16 - this.count);
    const { length, symbol } = codes.first(next);
    return length > 0 && this.pass(length) ? symbol : -1;
  }

  private pass(length: number): boolean {
    this.fill();
    if (this.count < length) return false;
    this.count -= length;
    this.bits &= (1 << this.count) - 1;
    return true;
  }

  /** To at least 16 bits, where so many are there before the next marker. */
  private fill(): void {
    while (this.count < 16) {
      const byte = this.bytes[this.at];
      if (byte === undefined || (byte === 0xff && this.bytes[this.at + 1] !== 0)) return;
      this.bits = (this.bits << 8) | byte;
      this.count += 8;
      this.at += byte === 0xff ? 2 : 1;
    }
  }
}
