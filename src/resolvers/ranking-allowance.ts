import { LeopardError } from '../lib/errors.js';

/** The rankings that one operation may still ask for: each may be a paid call, however many aliases there are. */
export class RankingAllowance {
  private taken = 0;

  constructor(private readonly most: number) {}

  /** @throws LeopardError LIMIT_EXCEEDED */
  take(): void {
    this.taken += 1;
    if (this.taken <= this.most) return;
    throw new LeopardError(
      'LIMIT_EXCEEDED',
      `One operation asks for at most ${this.most} rankings (Limits.rankings). Ask for the others in further requests, through searchResult(id).`,
    );
  }
}
