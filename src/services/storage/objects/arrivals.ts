import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isMissing, removeFile, syncFolder } from '../../../lib/atomic-file.js';
import { checkedKey } from './keys.js';

const FOLDER = 'temporary';
/** `<bytes>~<parts of the key>~<uuid>.put`; no key has a `~`. */
const NAME = /^(?<bytes>\d+)~(?<key>.+)~[0-9a-f-]{36}\.put$/;
/** What releases before 0.2.0 left half written. */
const OLD_NAME = /\.object$/;

/**
 * Files of objects that are on their way to their place. Their names are durable, and of what they say: so a move need not be
 * synced, each to another folder, but only this one folder, for all that arrive together. A move that a power cut undoes is made again
 * at the next start.
 */
export class Arrivals {
  private readonly folder: string;
  private running: Promise<void> = Promise.resolve();
  private next: Promise<void> | undefined;

  constructor(private readonly root: string) {
    this.folder = join(root, FOLDER);
  }

  /** Path under which an object of so many bytes is written first. */
  path(key: string, bytes: number): string {
    return join(this.folder, `${bytes}~${key.replaceAll('/', '~')}~${randomUUID()}.put`);
  }

  /** Makes the names that are here now, and those that are not any more, durable; calls that come meanwhile share the next sync. */
  sync(): Promise<void> {
    this.next ??= this.running.then(() => {
      const begun = syncFolder(this.folder);
      this.next = undefined;
      this.running = begun.catch(() => undefined);
      return begun;
    });
    return this.next;
  }

  /** Moves what is whole to its place, where there is none yet, and removes what a crash left half written. */
  async settle(): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const names = await readdir(this.folder);
    for (const name of names) await this.settleOne(name);
    if (names.length > 0) await this.sync();
  }

  private async settleOne(name: string): Promise<void> {
    const path = join(this.folder, name);
    const { bytes, key } = NAME.exec(name)?.groups ?? {};
    if (key === undefined) return void (OLD_NAME.test(name) && (await removeFile(path)));
    const place = join(this.root, checkedKey(key.replaceAll('~', '/')));
    const isWhole = (await stat(path)).size === Number(bytes);
    if (!isWhole || (await isThere(place))) return void (await removeFile(path));
    await mkdir(dirname(place), { recursive: true });
    await rename(path, place);
    await syncFolder(dirname(place));
  }
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    (error: unknown) => {
      if (isMissing(error)) return false;
      throw error;
    },
  );
