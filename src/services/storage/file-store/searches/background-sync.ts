import { open } from 'node:fs/promises';
import { isMissing } from '../../../../lib/atomic-file.js';

/** Files that may wait; under more load than the disk takes, the system brings the oldest there by itself. */
const LONGEST_QUEUE = 4096;

/**
 * Brings files to the disk after they were written, one after the other and in nobody's way: a search is answered
 * without waiting for it, and a power cut costs the last searches at most.
 */
export class BackgroundSync {
  private readonly waiting = new Set<string>();
  private running: Promise<void> | undefined;

  constructor(private readonly warn: (message: string, error: unknown) => void) {}

  /** @param path a file or a folder */
  add(path: string): void {
    this.waiting.add(path);
    const [oldest] = this.waiting;
    if (oldest !== undefined && this.waiting.size > LONGEST_QUEUE) this.waiting.delete(oldest);
    this.running ??= this.run();
  }

  async idle(): Promise<void> {
    await this.running;
  }

  private async run(): Promise<void> {
    for (const path of this.waiting) {
      this.waiting.delete(path);
      await this.sync(path);
    }
    this.running = undefined;
  }

  private async sync(path: string): Promise<void> {
    try {
      const handle = await open(path, 'r');
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
    } catch (error) {
      if (!isMissing(error)) this.warn('an earlier search could not be brought to the disk', error);
    }
  }
}
