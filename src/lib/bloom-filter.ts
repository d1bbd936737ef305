/** Bits for each member, and tests for each question: about one of 100,000 strangers is taken for a member. */
const BITS = 24;
const TESTS = 16;
/** Members of the first layer; each further one holds twice as many. */
const FIRST = 65_536;

interface Layer {
  readonly bits: Uint32Array;
  readonly capacity: number;
  size: number;
}

/** Remembers texts in three bytes each. `has` may be true for one that was never added, and is never false for one that was. */
export class BloomFilter {
  readonly #layers: Layer[] = [];

  add(text: string): void {
    let layer = this.#layers.at(-1);
    if (layer === undefined || layer.size === layer.capacity) {
      const capacity = layer === undefined ? FIRST : layer.capacity * 2;
      layer = { bits: new Uint32Array((capacity * BITS) / 32), capacity, size: 0 };
      this.#layers.push(layer);
    }
    layer.size += 1;
    const { bits } = layer;
    for (const place of places(text, bits.length * 32))
      bits[place >>> 5] = (bits[place >>> 5] ?? 0) | (1 << (place & 31));
  }

  has(text: string): boolean {
    return this.#layers.some(({ bits }) =>
      places(text, bits.length * 32).every((place) => ((bits[place >>> 5] ?? 0) & (1 << (place & 31))) !== 0),
    );
  }
}

/** Double hashing (Kirsch and Mitzenmacher, 2006): two hashes stand for all. */
function places(text: string, range: number): number[] {
  const first = fnv1a(text, 0x811c9dc5);
  const step = fnv1a(text, 0x050c5d1f) | 1;
  return Array.from({ length: TESTS }, (_, test) => ((first + Math.imul(test, step)) >>> 0) % range);
}

/** FNV-1a, 32 bits, with a last mixing: neighbouring texts differ in all bits. */
function fnv1a(text: string, basis: number): number {
  let hash = basis;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
