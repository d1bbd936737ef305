/** Whose work it is, and how long it is wanted. */
export interface Caller {
  /** An API key or an address: the work of different clients takes turns. */
  readonly client?: string | undefined;
  /** Fires when the answer is of no use any more. */
  readonly signal?: AbortSignal | undefined;
}
