/** Kinds that are told apart; whoever has more of them has no pictures there. */
const KINDS = 200;

/** What there is to ingest, before anything is read. */
export class Survey {
  /** Files that are tried. */
  pictures = 0;
  /** Worth a line before the work: how something was read that can be read in several ways. */
  readonly notes: string[] = [];
  /** Columns of all CSV lists. */
  readonly columns = new Set<string>();
  private readonly kinds = new Map<string, number>();

  /** @param kind such as `.heic` */
  leaveOut(kind: string): void {
    const counted = this.kinds.has(kind) || this.kinds.size < KINDS ? kind : 'others';
    this.kinds.set(counted, (this.kinds.get(counted) ?? 0) + 1);
  }

  /** How many of each kind are left out, most first. */
  get leftOut(): Readonly<Record<string, number>> {
    return Object.fromEntries(
      [...this.kinds].sort(([kind, count], [other, more]) => more - count || (kind < other ? -1 : 1)),
    );
  }
}
