/** One lock for each key: tasks that touch the same keys run one after the other, in the order in which they came. */
export class KeyedMutex {
  private readonly last = new Map<string, Promise<void>>();

  /** Locks all keys at once, so that two tasks never wait for each other. */
  run<T>(keys: readonly string[], task: () => Promise<T>): Promise<T> {
    const before = keys.map((key) => this.last.get(key));
    const result = Promise.all(before).then(task);
    const released = result.then(
      () => undefined,
      () => undefined,
    );
    for (const key of keys) this.last.set(key, released);
    void released.then(() => {
      for (const key of keys) if (this.last.get(key) === released) this.last.delete(key);
    });
    return result;
  }

  /** When every task that has come so far is done. */
  async idle(): Promise<void> {
    await Promise.all(this.last.values());
  }
}
