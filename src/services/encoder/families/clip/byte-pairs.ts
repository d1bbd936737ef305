/** Number of bytes, and of the symbols that stand for them. */
export const BYTE_SYMBOLS = 256;
const END_OF_WORD = '</w>';
/** Bytes of a piece beyond which it is cut: merging takes the square of the length. No word of a language is as long. */
const LONGEST_PIECE = 512;
/** Above every id. */
const PAIR = 2 ** 24;

/**
 * Byte pair encoding (Sennrich et al., arXiv:1508.07909) on bytes, with the end of a word as part of its last symbol.
 * Ids: the byte symbols, the same at the end of a word, then one for each merge in the order of rank.
 */
export class BytePairs {
  /** Rank of the merge of two ids, as one number. */
  private readonly ranks = new Map<number, number>();
  private readonly byteIds = new Uint16Array(BYTE_SYMBOLS);

  /** @throws RangeError where a merge is of symbols that do not exist before it */
  constructor(merges: readonly (readonly [string, string])[]) {
    const ids = new Map<string, number>();
    byteOrder().forEach(([byte, symbol], id) => {
      this.byteIds[byte] = id;
      ids.set(symbol, id);
      ids.set(symbol + END_OF_WORD, BYTE_SYMBOLS + id);
    });
    merges.forEach(([left, right], rank) => {
      const [first, second] = [ids.get(left), ids.get(right)];
      if (first === undefined || second === undefined) throw new RangeError(`${left} ${right}`);
      this.ranks.set(first * PAIR + second, rank);
      ids.set(left + right, 2 * BYTE_SYMBOLS + rank);
    });
  }

  /** Ids of a piece of text, which holds no space. */
  encode(piece: string): number[] {
    const bytes = Buffer.from(piece, 'utf8');
    const ids: number[] = [];
    for (let start = 0; start < bytes.length; start += LONGEST_PIECE) {
      const word = Array.from(bytes.subarray(start, start + LONGEST_PIECE), (byte) => this.byteIds[byte] ?? 0);
      word[word.length - 1] = (word.at(-1) ?? 0) + BYTE_SYMBOLS;
      for (const id of this.merge(word)) ids.push(id);
    }
    return ids;
  }

  /** The pair of lowest rank, everywhere from left to right, until none is left. */
  private merge(word: number[]): number[] {
    let ids = word;
    for (;;) {
      let rank = Infinity;
      for (let index = 0; index + 1 < ids.length; index++) {
        rank = Math.min(rank, this.ranks.get(pairOf(ids, index)) ?? Infinity);
      }
      if (rank === Infinity) return ids;
      ids = this.join(ids, rank);
    }
  }

  private join(ids: readonly number[], rank: number): number[] {
    const joined: number[] = [];
    for (let index = 0; index < ids.length; index++) {
      const two = index + 1 < ids.length && this.ranks.get(pairOf(ids, index)) === rank;
      joined.push(two ? 2 * BYTE_SYMBOLS + rank : (ids[index] ?? 0));
      if (two) index += 1;
    }
    return joined;
  }
}

const pairOf = (ids: readonly number[], index: number): number => (ids[index] ?? 0) * PAIR + (ids[index + 1] ?? 0);

/** Bytes with the printable symbols that stand for them, in the order of the vocabulary (GPT-2's table). */
function byteOrder(): [number, string][] {
  const printable = (byte: number) => (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
  const bytes = Array.from({ length: BYTE_SYMBOLS }, (_, byte) => byte);
  const others = bytes.filter((byte) => !printable(byte));
  return [
    ...bytes.filter(printable).map((byte): [number, string] => [byte, String.fromCharCode(byte)]),
    ...others.map((byte, index): [number, string] => [byte, String.fromCharCode(BYTE_SYMBOLS + index)]),
  ];
}
