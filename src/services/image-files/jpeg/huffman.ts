const LENGTHS = 16;

/** A table as a DHT segment gives it (ITU-T T.81, B.2.4.2): how many codes there are of each length, 1 to 16, and all their symbols. */
export interface HuffmanTable {
  readonly counts: Uint8Array;
  readonly symbols: Uint8Array;
}

/** The tables of a DHT segment by slot: 0 to 3 for DC, 16 to 19 for AC. */
export function* huffmanTables(body: Buffer): Generator<readonly [number, HuffmanTable]> {
  for (let at = 0; at + 1 + LENGTHS <= body.length;) {
    const counts = body.subarray(at + 1, at + 1 + LENGTHS);
    const end = at + 1 + LENGTHS + counts.reduce((sum, count) => sum + count, 0);
    yield [body[at] ?? 0, { counts, symbols: body.subarray(at + 1 + LENGTHS, end) }];
    at = end;
  }
}

/** Codes to be looked up by the next 16 bits. */
export class HuffmanCodes {
  /** `Uint16Array [2^16]`: length of the code that these bits begin with, times 256, and its symbol; 0 where there is none. */
  private readonly entries = new Uint16Array(2 ** LENGTHS);

  constructor({ counts, symbols }: HuffmanTable) {
    let code = 0;
    let index = 0;
    for (let length = 1; length <= LENGTHS; length++) {
      const width = 2 ** (LENGTHS - length);
      for (let left = counts[length - 1] ?? 0; left > 0; left--) {
        this.entries.fill(length * 256 + (symbols[index] ?? 0), code, code + width);
        code += width;
        index += 1;
      }
    }
  }

  /** The code that 16 bits begin with; length 0 where it is none. */
  first(bits: number): { readonly length: number; readonly symbol: number } {
    const entry = this.entries[bits] ?? 0;
    return { length: entry >> 8, symbol: entry & 255 };
  }
}
