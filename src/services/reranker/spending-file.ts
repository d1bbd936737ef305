import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

const content = z.object({
  /** UTC, `2026-01-15`. */
  day: z.string(),
  dollars: z.number().min(0),
});

export type DaySpending = z.output<typeof content>;

/** What was spent today, in a file that is replaced as a whole: never half written, one write at a time. */
export class SpendingFile {
  private writing: Promise<void> = Promise.resolve();
  private next: DaySpending | undefined;

  constructor(
    private readonly path: string,
    private readonly onFault: (cause: unknown) => void,
  ) {}

  /** Undefined where nothing was spent yet; a file that cannot be read is told and counts as none. */
  async read(): Promise<DaySpending | undefined> {
    try {
      return content.parse(JSON.parse(await readFile(this.path, 'utf8')));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.onFault(error);
      return undefined;
    }
  }

  /** Writes soon; of several in a row, the last. */
  write(spending: DaySpending): void {
    if (!this.next) this.writing = this.writing.then(() => this.flush()).catch(this.onFault);
    this.next = spending;
  }

  /** Resolves when all is written. */
  settled = (): Promise<void> => this.writing;

  private async flush(): Promise<void> {
    const spending = this.next;
    this.next = undefined;
    const temporary = `${this.path}.${randomUUID()}.part`;
    try {
      await mkdir(dirname(this.path), { recursive: true });
      await writeFile(temporary, JSON.stringify(spending));
      await rename(temporary, this.path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }
}
