/** Admits work in order of arrival as long as the pixels at work stay within a budget; one piece of work always fits. */
export class DecodeGate {
  #free: number;
  readonly #waiting: { readonly pixels: number; readonly start: () => void }[] = [];

  /** @param budget pixels that may be decoded at the same time; 4 bytes each, at most 8 while decoding */
  constructor(private readonly budget: number) {
    this.#free = budget;
  }

  async run<T>(pixels: number, work: () => Promise<T>): Promise<T> {
    const share = Math.min(pixels, this.budget);
    await this.#admit(share);
    try {
      return await work();
    } finally {
      this.#free += share;
      this.#next();
    }
  }

  #admit(pixels: number): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ pixels, start: resolve });
      this.#next();
    });
  }

  #next(): void {
    for (let first = this.#waiting[0]; first && first.pixels <= this.#free; first = this.#waiting[0]) {
      this.#waiting.shift();
      this.#free -= first.pixels;
      first.start();
    }
  }
}

/** As many pixels as the largest picture that is accepted by default. */
const CONCURRENT_PIXELS = 50_000_000;

/** The gate of this thread. */
export const decodeGate = new DecodeGate(CONCURRENT_PIXELS);
