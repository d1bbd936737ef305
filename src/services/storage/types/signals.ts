/** What servers that share a database tell each other. */
export type FeedSignal =
  /** There are changes, or something may have been missed: look. */
  | { readonly kind: 'changes' }
  /** A generation has applied changes up to a number. */
  | { readonly kind: 'applied'; readonly generation: string; readonly number: number }
  /** Whoever applies changes to a generation could not. */
  | { readonly kind: 'behind'; readonly generation: string };

/** Comes at once where the database can, and once in a while in any case. */
export interface Signals {
  /** @returns ends it */
  listen(listener: (signal: FeedSignal) => void): () => void;
  /** To all servers; where it is lost, nobody waits for ever. */
  tell(signal: FeedSignal): Promise<void>;
}
