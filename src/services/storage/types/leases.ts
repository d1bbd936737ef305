/** Work that one process of a deployment does at a time; `index`: making an index; `feed:…`: applying changes to one. */
export type LeaseName = 'feed' | 'sweep' | 'index' | `feed:${string}`;

export interface Lease {
  /** Fires when the lease was lost, for instance with the connection to the database: another process may have it by then. */
  readonly lost: AbortSignal;
  /** Safe to call twice. */
  release(): Promise<void>;
}

export interface Leases {
  /** Whether no other process can do such work: the deployment is this one's alone. */
  readonly alone: boolean;
  /**
   * Resolves when this process has the lease; a holder that was killed, froze or vanished is replaced within 15 s.
   * @throws the reason of the signal
   */
  acquire(name: LeaseName, signal?: AbortSignal): Promise<Lease>;
  /** Undefined where somebody has it. */
  tryAcquire(name: LeaseName): Promise<Lease | undefined>;
}
