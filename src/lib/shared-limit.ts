/**
 * A limit that several clients share: together they take `most`, and one of them alone at most half, so that whoever takes all
 * they can leaves as much for the others. Whatever is counted: requests, bodies, bytes.
 */
export class SharedLimit {
  /** What one client may have. */
  readonly each: number;
  private readonly taken = new Map<string, number>();
  private total = 0;

  constructor(readonly most: number) {
    this.each = Math.ceil(most / 2);
  }

  get inUse(): number {
    return this.total;
  }

  /**
   * @param client undefined for one that shares with nobody
   * @returns what is spent, where something is: the whole, or the client's share of it; nothing is taken then
   */
  take(client: string | undefined, amount = 1): 'all' | 'share' | undefined {
    if (this.total + amount > this.most) return 'all';
    if (client !== undefined) {
      const own = (this.taken.get(client) ?? 0) + amount;
      if (own > this.each) return 'share';
      this.taken.set(client, own);
    }
    this.total += amount;
    return undefined;
  }

  /** Gives back what `take` took. */
  release(client: string | undefined, amount = 1): void {
    this.total -= amount;
    if (client === undefined) return;
    const left = (this.taken.get(client) ?? 0) - amount;
    if (left > 0) this.taken.set(client, left);
    else this.taken.delete(client);
  }
}
