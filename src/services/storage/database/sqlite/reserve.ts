import { closeSync, fsyncSync, openSync, rmSync, statSync, writeSync } from 'node:fs';

/**
 * Room for deletions on a full disk: a checkpoint lets the database file grow by what is in the log, which holds 4 MB and what a
 * transaction of a hundred deletions adds.
 */
const RESERVE_BYTES = 8 * 1024 * 1024;
/** Less would take from others what is no help to deletions. */
const LEAST_BYTES = 4 * 1024 * 1024;
const BLOCK = new Uint8Array(1024 * 1024);

/** A file that is given up when the disk is full. Used by the thread that writes. */
export class Reserve {
  constructor(private readonly path: string) {}

  /** Takes the room, or what of it is free; where that is little, the database works without. */
  take(): void {
    let bytes = this.size();
    if (bytes >= RESERVE_BYTES) return;
    try {
      const file = openSync(this.path, 'a');
      try {
        while (bytes < RESERVE_BYTES) bytes += writeSync(file, BLOCK, 0, Math.min(BLOCK.length, RESERVE_BYTES - bytes));
      } finally {
        fsyncSync(file);
        closeSync(file);
      }
    } catch {
      if (this.size() < LEAST_BYTES) this.giveUp();
    }
  }

  /** @returns whether there was something to give up */
  giveUp(): boolean {
    const there = this.size() > 0;
    rmSync(this.path, { force: true });
    return there;
  }

  private size(): number {
    return statSync(this.path, { throwIfNoEntry: false })?.size ?? 0;
  }
}
