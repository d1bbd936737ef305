import { LRUCache } from 'lru-cache';
import { storageUnavailable } from '../../../../lib/atomic-file.js';
import { KeyedMutex } from '../../../../lib/keyed-mutex.js';
import { HistoryFiles } from './history-files.js';
import { diskSpace, type HistoryIndex, type IndexedSearch } from './history-index.js';
import { decodeSearch, encodeSearch } from './search-file.js';
import { newSearchId } from './search-id.js';
import type { NewSearch, SavedSearch, SearchHistory } from '../../searches.js';

export interface SearchHistoryOptions {
  /** How long a search can be opened again. */
  readonly seconds: number;
  /** Disk space for all; the oldest are forgotten first. */
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
  readonly warn?: (message: string, error?: unknown) => void;
}

/** Decoded searches at hand: a page or a ranking usually follows at once. */
const AT_HAND = 64;
const SWEEP_MILLISECONDS = 60_000;
const TURN = ['history'];

/** Opens the history in a folder, creating it where there is none. The data folder has to be locked by this process. */
export async function openSearchHistory(folder: string, options: SearchHistoryOptions): Promise<SearchHistory> {
  const { warn = () => undefined } = options;
  const files = new HistoryFiles(folder, warn);
  const history = new FolderSearchHistory(files, await files.scan(), { clock: Date.now, warn, ...options });
  await history.sweep();
  return history;
}

class FolderSearchHistory implements SearchHistory {
  private readonly atHand = new LRUCache<string, SavedSearch>({ max: AT_HAND });
  /** Writing and forgetting take turns: forgetting one search must not take the picture of another. */
  private readonly mutex = new KeyedMutex();
  private readonly timer: NodeJS.Timeout;
  private lastTime = 0;

  constructor(
    private readonly files: HistoryFiles,
    private readonly index: HistoryIndex,
    private readonly options: Required<SearchHistoryOptions>,
  ) {
    const failed = (error: unknown) => options.warn('expired searches could not be removed', error);
    this.timer = setInterval(() => void this.sweep().catch(failed), SWEEP_MILLISECONDS).unref();
  }

  get count(): number {
    return this.index.count;
  }

  get bytes(): number {
    return this.index.bytes;
  }

  async save({ picture, ...content }: NewSearch): Promise<SavedSearch> {
    // Ids are in the order of their making, also within a millisecond or when the clock was set back.
    this.lastTime = Math.max(this.lastTime + 1, this.options.clock());
    const time = this.lastTime;
    const id = newSearchId(time);
    await this.mutex.run(TURN, async () => {
      const file = picture === null ? null : (content.query.image?.id ?? null);
      await this.write({ id, time, picture: file, bytes: 0 }, encodeSearch(content), picture);
      await this.makeRoom();
    });
    return this.dated(id, time, content);
  }

  async extend(search: SavedSearch): Promise<void> {
    await this.mutex.run(TURN, async () => {
      const known = this.live(search.id);
      if (known === undefined) return;
      const data = encodeSearch(search);
      try {
        await this.files.writeSearch(known.id, known.picture, data);
      } catch (error) {
        throw storageUnavailable(error);
      }
      this.index.resize(known, diskSpace(data.length));
      this.atHand.set(known.id, search);
      await this.makeRoom();
    });
  }

  async get(id: string): Promise<SavedSearch | undefined> {
    const search = this.live(id);
    if (search === undefined) return undefined;
    const known = this.atHand.get(id);
    if (known !== undefined) return known;
    const data = await this.files.readSearch(search);
    const content = data && decodeSearch(data);
    return content && this.live(id) && this.dated(id, search.time, content);
  }

  async picture(id: string): Promise<Uint8Array | undefined> {
    const search = this.live(id);
    return search?.picture ? this.files.readPicture(search.picture) : undefined;
  }

  async erase(id: string): Promise<boolean> {
    return this.mutex.run(TURN, async () => {
      const search = this.index.get(id);
      if (search === undefined) return false;
      await this.forget(search);
      await this.files.sync();
      return true;
    });
  }

  async eraseAll(): Promise<number> {
    return this.forgetWhile(() => true);
  }

  async sweep(): Promise<number> {
    return this.forgetWhile(({ time }) => this.hasExpired(time));
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.mutex.idle();
    await this.files.close();
  }

  private live(id: string): IndexedSearch | undefined {
    const search = this.index.get(id);
    return search === undefined || this.hasExpired(search.time) ? undefined : search;
  }

  private hasExpired(time: number): boolean {
    return time + this.options.seconds * 1000 <= this.options.clock();
  }

  private dated(id: string, time: number, content: Omit<NewSearch, 'picture'>): SavedSearch {
    const createdAt = new Date(time).toISOString();
    const expiresAt = new Date(time + this.options.seconds * 1000).toISOString();
    const saved = { ...content, id, createdAt, expiresAt };
    this.atHand.set(id, saved);
    return saved;
  }

  /** A search larger than everything that may be kept is not kept at all. */
  private async write(search: IndexedSearch, data: Buffer, picture: Uint8Array | null): Promise<void> {
    const bytes = diskSpace(data.length);
    const pictureBytes = diskSpace(picture?.length ?? 0);
    if (bytes + pictureBytes > this.options.bytes) return;
    const fresh = search.picture !== null && picture !== null && !this.index.hasPicture(search.picture);
    try {
      if (fresh) await this.files.writePicture(search.picture, picture);
      await this.files.writeSearch(search.id, search.picture, data);
    } catch (error) {
      if (fresh) await this.files.removePicture(search.picture);
      throw storageUnavailable(error);
    }
    this.index.add({ ...search, bytes }, pictureBytes);
  }

  private async makeRoom(): Promise<void> {
    for (let oldest = this.index.oldest(); oldest && this.bytes > this.options.bytes; oldest = this.index.oldest()) {
      await this.forget(oldest);
    }
  }

  /** Forgets from the oldest on, as long as the condition holds. */
  private async forgetWhile(holds: (search: IndexedSearch) => boolean): Promise<number> {
    return this.mutex.run(TURN, async () => {
      let forgotten = 0;
      for (let oldest = this.index.oldest(); oldest && holds(oldest); oldest = this.index.oldest()) {
        await this.forget(oldest);
        forgotten += 1;
      }
      if (forgotten > 0) await this.files.sync();
      return forgotten;
    });
  }

  private async forget(search: IndexedSearch): Promise<void> {
    try {
      await this.files.removeSearch(search);
      this.atHand.delete(search.id);
      if (this.index.delete(search) && search.picture !== null) await this.files.removePicture(search.picture);
    } catch (error) {
      throw storageUnavailable(error);
    }
  }
}
