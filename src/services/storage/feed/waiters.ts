interface Waiter {
  readonly number: number;
  settle(reached: boolean): void;
}

/** Those who wait until a number is reached. */
export class Waiters {
  #waiting: Waiter[] = [];

  /** Resolves to true when the number is reached, to false when it is given up. @throws the reason of the signal */
  wait(number: number, signal?: AbortSignal): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting = this.#waiting.filter((other) => other !== waiter);
        reject(signal?.reason);
      };
      const waiter: Waiter = {
        number,
        settle: (reached) => {
          signal?.removeEventListener('abort', leave);
          resolve(reached);
        },
      };
      if (signal?.aborted) return reject(signal.reason);
      signal?.addEventListener('abort', leave, { once: true });
      this.#waiting.push(waiter);
    });
  }

  /** Whether somebody waits. */
  get waiting(): boolean {
    return this.#waiting.length > 0;
  }

  reached(number: number): void {
    this.#settle((waiter) => waiter.number <= number, true);
  }

  giveUp(): void {
    this.#settle(() => true, false);
  }

  #settle(which: (waiter: Waiter) => boolean, reached: boolean): void {
    const settled = this.#waiting.filter(which);
    if (settled.length === 0) return;
    this.#waiting = this.#waiting.filter((waiter) => !which(waiter));
    for (const waiter of settled) waiter.settle(reached);
  }
}
