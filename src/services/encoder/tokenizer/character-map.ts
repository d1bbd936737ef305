/**
 * The precompiled character map of a SentencePiece model (Kudo and Richardson, arXiv:1808.06226; src/normalizer.cc): which
 * sequences of characters are replaced before a text is cut up, longest match first.
 *
 * Layout: uint32 length of a trie in bytes, the trie, then the replacements, each ended by a zero byte. The trie is a
 * Darts-clone double array of uint32 units over UTF-8 bytes; a leaf holds the offset of its replacement.
 */
export class CharacterMap {
  readonly #trie: Uint32Array;
  readonly #replacements: Buffer;

  /** @param blob `precompiled_charsmap`, decoded from base64 */
  constructor(blob: Buffer) {
    const trieBytes = blob.length >= 4 ? blob.readUInt32LE(0) : 0;
    if (trieBytes === 0 || trieBytes % 4 !== 0 || trieBytes + 4 > blob.length) throw new Error('not a character map');
    this.#trie = Uint32Array.from({ length: trieBytes / 4 }, (_, unit) => blob.readUInt32LE(4 + unit * 4));
    this.#replacements = blob.subarray(4 + trieBytes);
  }

  apply(text: string): string {
    const input = Buffer.from(text, 'utf8');
    const output: Buffer[] = [];
    for (let position = 0; position < input.length;) {
      const match = this.#longestMatch(input, position);
      const length = match?.length ?? characterBytes(input[position] ?? 0);
      output.push(match ? this.#replacement(match.offset) : input.subarray(position, position + length));
      position += length;
    }
    return Buffer.concat(output).toString('utf8');
  }

  #longestMatch(input: Buffer, start: number): { length: number; offset: number } | undefined {
    let best: { length: number; offset: number } | undefined;
    let node = offsetOf(this.#trie[0] ?? 0);
    for (let position = start; position < input.length; position++) {
      const byte = input[position] ?? 0;
      node ^= byte;
      const unit = this.#trie[node] ?? 0;
      if ((unit & LABEL_MASK) >>> 0 !== byte) break;
      node ^= offsetOf(unit);
      if (unit & HAS_LEAF) best = { length: position - start + 1, offset: (this.#trie[node] ?? 0) & VALUE_MASK };
    }
    return best;
  }

  #replacement(offset: number): Buffer {
    const end = this.#replacements.indexOf(0, offset);
    return this.#replacements.subarray(offset, end < 0 ? undefined : end);
  }
}

const HAS_LEAF = 1 << 8;
const WIDE_OFFSET = 1 << 9;
const LABEL_MASK = 0x8000_00ff;
const VALUE_MASK = 0x7fff_ffff;

/** Distance from a unit to its children. */
function offsetOf(unit: number): number {
  return (unit >>> 10) << ((unit & WIDE_OFFSET) >>> 6);
}

/** Length of a UTF-8 character by its first byte. */
function characterBytes(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}
