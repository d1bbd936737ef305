/** Keeps some of a stream of unknown length, evenly spread over all of it, in bounded memory. */
export class Spread<T> {
  #kept: T[] = [];
  #stride = 1;
  #seen = 0;

  /** @param most kept at a time, at least half as many once the stream was that long */
  constructor(private readonly most: number) {}

  add(item: T): void {
    if (this.#seen++ % this.#stride !== 0) return;
    this.#kept.push(item);
    if (this.#kept.length < this.most) return;
    this.#kept = this.#kept.filter((_, index) => index % 2 === 0);
    this.#stride *= 2;
  }

  get items(): readonly T[] {
    return this.#kept;
  }
}

/** At most so many of a list, evenly spread over it. */
export function evenly<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  const step = items.length / count;
  return Array.from({ length: count }, (_, index) => items[Math.floor(index * step)]).filter(
    (item) => item !== undefined,
  );
}
