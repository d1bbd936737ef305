import { stat } from 'node:fs/promises';
import { removeFile, writeSynced } from '../../../../lib/atomic-file.js';

/** Enough for the log lines of thousands of deletions. */
const RESERVE_BYTES = 256 * 1024;

/** Room on the disk that is given up when it is full, so that deleting, the way to make room, still works. */
export class Reserve {
  private kept = false;

  constructor(private readonly path: string) {}

  /** Takes the room where it is free; where it is not, the store works without. */
  async take(): Promise<void> {
    if (this.kept) return;
    const size = await stat(this.path).then(
      (status) => status.size,
      () => 0,
    );
    try {
      if (size !== RESERVE_BYTES) await writeSynced(this.path, new Uint8Array(RESERVE_BYTES));
      this.kept = true;
    } catch {
      this.kept = false;
    }
  }

  /** @returns whether there was something to give up */
  async giveUp(): Promise<boolean> {
    this.kept = false;
    return removeFile(this.path);
  }
}
