import type { Catalogue } from './catalogue.js';
import type { StoredEntry } from './stored-entry.js';
import type { GroupCommitter } from './committer.js';
import { rewriteLog } from './compaction.js';
import type { StoreLayout } from './layout.js';
import type { RecordLog } from './record-log.js';

/** Outdated operations that a log may hold before it is rewritten while the store is in use. */
const OUTDATED = 10_000;

/** Decides when the log is rewritten, and does it between two groups. */
export class Compactor {
  private running: Promise<void> | undefined;

  constructor(
    private readonly parts: {
      readonly layout: StoreLayout;
      readonly log: RecordLog;
      readonly committer: GroupCommitter;
      readonly catalogue: Catalogue;
      readonly placing: ReadonlyMap<string, StoredEntry>;
      readonly unfinished: ReadonlyMap<string, number>;
      readonly warn: (message: string, error: unknown) => void;
    },
    /** Whether the log has words about deleted pictures. */
    private erasures: boolean,
  ) {}

  /** Called after deletions and changes. In use, the log is rewritten when more than half of it is outdated. */
  async consider(): Promise<void> {
    const { committer, catalogue } = this.parts;
    if (committer.operations <= 2 * catalogue.count + OUTDATED) return;
    this.running ??= this.rewrite().finally(() => (this.running = undefined));
    await this.running;
  }

  noteErasure(): void {
    this.erasures = true;
  }

  /** At the start and the end of use, nothing of a deleted picture's record stays in the log. */
  async erase(): Promise<void> {
    if (this.erasures) await this.rewrite();
  }

  /** A log that could not be rewritten (a full disk) is as good as before. */
  private async rewrite(): Promise<void> {
    const { layout, log, committer, catalogue, placing, unfinished, warn } = this.parts;
    try {
      await committer.exclusive(async () => {
        const entries = [...catalogue.following(undefined, catalogue.count), ...placing.values()];
        const { bytes, operations } = await rewriteLog(layout.records, entries, unfinished);
        await log.adopt(bytes);
        this.erasures = false;
        return operations;
      });
    } catch (error) {
      warn('the record log could not be rewritten; it will be tried again', error);
    }
  }
}
