export type Priority = 'interactive' | 'bulk';

/** For whom a piece of work is, and how soon it is wanted. */
export interface Turn {
  readonly priority: Priority;
  /** Whoever asked: an API key or an address. Work without one counts as that of one more client. */
  readonly client?: string | undefined;
  /** Work that still waits when this fires is dropped. */
  readonly signal?: AbortSignal | undefined;
}

export interface FairQueueOptions {
  /** Pieces of work under way at a time. */
  readonly places: number;
  /** Places that the work of one client may take at a time. */
  readonly placesOfOne: number;
  /** Places that bulk work may take at a time. */
  readonly placesOfBulk: number;
}

interface Entry {
  readonly turn: Turn;
  readonly start: () => void;
}

/** While bulk work waits, it gets at least every fifth turn. */
const INTERACTIVE_TURNS = 4;

/** Work of different clients takes turns, however much one of them has brought. Interactive work goes before bulk work. */
export class FairQueue {
  /** By client; one that had its turn goes to the end. */
  private readonly waiting: Record<Priority, Map<string, Set<Entry>>> = { interactive: new Map(), bulk: new Map() };
  private readonly running = new Map<string, number>();
  private total = 0;
  private bulk = 0;
  private interactiveTurns = 0;

  constructor(private readonly options: FairQueueOptions) {}

  /** @throws the signal's reason where it fires before the work begins; what the work throws */
  async run<T>(turn: Turn, work: () => Promise<T>): Promise<T> {
    await this.admitted(turn);
    try {
      return await work();
    } finally {
      this.count(turn, -1);
      this.pump();
    }
  }

  private admitted(turn: Turn): Promise<void> {
    const { signal } = turn;
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const abandon = () => {
        this.remove(entry);
        reject(signal?.reason);
      };
      const entry: Entry = {
        turn,
        start: () => {
          signal?.removeEventListener('abort', abandon);
          resolve();
        },
      };
      signal?.addEventListener('abort', abandon);
      const lane = this.waiting[turn.priority];
      const entries = lane.get(clientOf(turn));
      if (entries) entries.add(entry);
      else lane.set(clientOf(turn), new Set([entry]));
      this.pump();
    });
  }

  private pump(): void {
    for (let entry = this.next(); entry !== undefined; entry = this.next()) {
      this.remove(entry);
      this.count(entry.turn, 1);
      this.interactiveTurns = entry.turn.priority === 'interactive' ? this.interactiveTurns + 1 : 0;
      entry.start();
    }
  }

  private next(): Entry | undefined {
    if (this.total >= this.options.places) return undefined;
    const bulk = this.bulk < this.options.placesOfBulk ? this.first('bulk') : undefined;
    if (bulk && this.interactiveTurns >= INTERACTIVE_TURNS) return bulk;
    return this.first('interactive') ?? bulk;
  }

  /** Of the client whose turn it is, among those that have a place left. */
  private first(priority: Priority): Entry | undefined {
    for (const [client, [entry]] of this.waiting[priority]) {
      if ((this.running.get(client) ?? 0) < this.options.placesOfOne) return entry;
    }
    return undefined;
  }

  private remove(entry: Entry): void {
    const client = clientOf(entry.turn);
    const lane = this.waiting[entry.turn.priority];
    const entries = lane.get(client);
    entries?.delete(entry);
    lane.delete(client);
    if (entries && entries.size > 0) lane.set(client, entries);
  }

  private count(turn: Turn, change: 1 | -1): void {
    const client = clientOf(turn);
    this.total += change;
    if (turn.priority === 'bulk') this.bulk += change;
    const running = (this.running.get(client) ?? 0) + change;
    if (running > 0) this.running.set(client, running);
    else this.running.delete(client);
  }
}

const clientOf = ({ client = '' }: Turn): string => client;
