import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { type DaySpending, type Spending, SpendingUnreadable } from './spending.js';

const content = z.object({ day: z.iso.date(), dollars: z.number().min(0) });

/** What was spent today, in a file that is replaced as a whole: never half written, one write at a time. */
export class SpendingFile implements Spending {
  private writing: Promise<void> = Promise.resolve();
  private next: DaySpending | undefined;

  constructor(
    private readonly path: string,
    private readonly onFault: (cause: unknown) => void,
  ) {}

  async read(): Promise<DaySpending | undefined> {
    try {
      return content.parse(JSON.parse(await readFile(this.path, 'utf8')));
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      const remedy = `Look up what was spent today; then write {"day": "YYYY-MM-DD", "dollars": N} to ${this.path}, or delete it, and start again.`;
      throw new SpendingUnreadable(remedy, { cause });
    }
  }

  write(spending: DaySpending): void {
    if (!this.next) this.writing = this.writing.then(() => this.flush()).catch(this.onFault);
    this.next = spending;
  }

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
