import { randomUUID } from 'node:crypto';
import { type Images, OBJECT_AGE, type SettingName, type Settings } from '../../storage/types/index.js';

const PREFIX = 'unclean ';
/** Between two renewals of a mark where several servers share a deployment, in milliseconds. */
export const RENEWED = 300_000;
/** How far the clocks of the database and of the object store may be apart, in milliseconds. */
const SKEW = 900_000;
/** After which nothing of a mark that is not renewed is under way any more, in milliseconds: query pictures wait for their search for an hour. */
const DEAD = 5_400_000;
/** File systems round the times of objects, in milliseconds. */
const ROUNDING = 100;

/** The mark of a process that is gone, and when it put what may have no record: milliseconds since 1970. */
export interface LeftMark {
  readonly name: SettingName;
  readonly from: number;
  readonly to: number;
}

/** Milliseconds since 1970 by the database's clock. */
interface Times {
  /** Since then, objects may have been put whose records were not. */
  readonly since: number;
  /** When the process was last heard of. */
  readonly seen: number;
}

export interface MarkParts {
  readonly settings: Settings;
  readonly images: Pick<Images, 'clock'>;
  /** Whether no other process uses the deployment: every other mark is that of a process that is gone. */
  readonly alone: boolean;
}

/** The mark of this process in the database: it puts objects, and has not come to a clean end. */
export class Mark {
  readonly #name = `${PREFIX}${randomUUID()}` as const;
  #setting: Promise<void> | undefined;
  #times: Times | undefined;
  #stays = false;
  readonly #opened = Date.now() - ROUNDING;

  constructor(private readonly parts: MarkParts) {}

  /** Before an object is put. @throws LeopardError STORAGE_UNAVAILABLE */
  set(): Promise<void> {
    this.#setting ??= this.#write().catch((error: unknown) => {
      this.#setting = undefined;
      throw error;
    });
    return this.#setting;
  }

  /** An object was put whose record could not be: the mark outlives the process. */
  stay(): void {
    this.#stays = true;
  }

  /** From time to time, so that others see that the process lives. */
  async renew(): Promise<void> {
    if (this.#times !== undefined) await this.#write();
  }

  /** When nothing is put any more. */
  async clear(): Promise<void> {
    await this.#setting?.catch(() => undefined);
    if (this.#times !== undefined && !this.#stays) await this.parts.settings.remove(this.#name);
  }

  /** Marks of processes that are gone. */
  async left(): Promise<LeftMark[]> {
    const { settings, images, alone } = this.parts;
    const marks = (await settings.list(PREFIX)).filter(({ name }) => name !== this.#name);
    if (marks.length === 0) return [];
    const now = await images.clock();
    return marks.flatMap(({ name, value }) => {
      const { since, seen } = JSON.parse(value) as Times;
      if (alone) return { name, from: since - ROUNDING, to: this.#opened };
      return seen > now - DEAD ? [] : { name, from: since - SKEW, to: seen + RENEWED + SKEW };
    });
  }

  async #write(): Promise<void> {
    const now = await this.parts.images.clock();
    const since = this.#stays ? this.#times?.since : this.#times && this.#times.seen - OBJECT_AGE;
    this.#times = { since: since ?? now, seen: now };
    await this.parts.settings.replace(this.#name, JSON.stringify(this.#times));
  }
}
