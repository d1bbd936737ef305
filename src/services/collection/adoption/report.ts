import type { LeopardError } from '../../../lib/errors.js';
import type { Compared } from './prove.js';
import type { MissingPicture, Survey } from './survey.js';
import type { AdoptableKey } from './types.js';

export interface RejectedRow {
  readonly key: string;
  readonly path: string | null;
  readonly code: string;
  readonly message: string;
}

/** What became of every row. Only the bad ones are kept. */
export class AdoptionReport {
  interrupted = false;
  private readonly counts = { stored: 0, unchanged: 0 };
  readonly rejected: RejectedRow[] = [];
  readonly rows: number;
  /** Rows whose picture was not found. */
  readonly missing: readonly MissingPicture[];

  constructor(
    readonly collection: string,
    survey: Survey,
    /** The pictures that were encoded, with how alike the vectors are. */
    readonly proof: readonly Compared[],
  ) {
    this.rows = survey.rows;
    this.missing = survey.missing;
  }

  get done(): number {
    return this.counts.stored + this.counts.unchanged + this.rejected.length + this.missing.length;
  }

  get leastCosine(): number {
    return Math.min(...this.proof.map(({ cosine }) => cosine));
  }

  add(outcome: keyof typeof this.counts): void {
    this.counts[outcome]++;
  }

  reject({ key, path }: AdoptableKey, { code, message }: LeopardError): void {
    this.rejected.push({ key, path: path ?? null, code, message });
  }

  toJSON() {
    const { collection, rows, proof, missing, rejected, interrupted } = this;
    return { collection, rows, ...this.counts, proof, missing, rejected, interrupted };
  }
}
