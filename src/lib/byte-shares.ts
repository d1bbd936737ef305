/** Bytes that somebody holds. */
export interface HeldBytes {
  /** Says that it is less than was thought. */
  shrink(bytes: number): void;
  /** Safe to call twice. */
  release(): void;
}

export interface ByteSharesOptions {
  /** Held by all clients together. */
  readonly bytes: number;
  /** Held by one client. */
  readonly bytesOfOne: number;
}

interface Waiting {
  readonly client: string;
  readonly bytes: number;
  readonly start: () => void;
}

/** Memory that clients share: whoever wants some waits until there is enough, for all and for this client. */
export class ByteShares {
  private held = 0;
  private readonly heldBy = new Map<string, number>();
  private readonly waiting = new Set<Waiting>();

  constructor(private readonly options: ByteSharesOptions) {}

  /** More than a client may hold at all counts as just that much. @throws the signal's reason where it fires first */
  async hold(client: string, wanted: number, signal?: AbortSignal): Promise<HeldBytes> {
    let bytes = Math.min(wanted, this.options.bytesOfOne, this.options.bytes);
    await this.enough(client, bytes, signal);
    const shrink = (left: number) => {
      if (left >= bytes) return;
      this.count(client, left - bytes);
      bytes = left;
      this.pump();
    };
    return { shrink, release: () => shrink(0) };
  }

  private enough(client: string, bytes: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const abandon = () => {
        this.waiting.delete(entry);
        reject(signal?.reason);
        this.pump();
      };
      const entry: Waiting = {
        client,
        bytes,
        start: () => {
          signal?.removeEventListener('abort', abandon);
          resolve();
        },
      };
      signal?.addEventListener('abort', abandon);
      this.waiting.add(entry);
      this.pump();
    });
  }

  private pump(): void {
    const full = new Set<string>();
    for (const entry of this.waiting) {
      const { client, bytes } = entry;
      // Of one client in order: those who came later may hold theirs until the earlier ones are done.
      if (full.has(client)) continue;
      if ((this.heldBy.get(client) ?? 0) + bytes > this.options.bytesOfOne) {
        full.add(client);
        continue;
      }
      // Whoever waits for all of the memory is not overtaken by those who want less, for ever.
      if (this.held + bytes > this.options.bytes) return;
      this.waiting.delete(entry);
      this.count(client, bytes);
      entry.start();
    }
  }

  private count(client: string, change: number): void {
    this.held += change;
    const held = (this.heldBy.get(client) ?? 0) + change;
    if (held > 0) this.heldBy.set(client, held);
    else this.heldBy.delete(client);
  }
}
