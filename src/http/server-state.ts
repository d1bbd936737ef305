/** Where a server is in its life; each state has only what is valid there. */
export type ServerState =
  | { readonly phase: 'starting' }
  | { readonly phase: 'serving'; readonly url: string }
  | { readonly phase: 'draining'; readonly url: string }
  | { readonly phase: 'stopped' };
