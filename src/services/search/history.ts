import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { LeopardError } from '../../lib/errors.js';
import {
  type Objects,
  queryKey,
  type Searches,
  type SearchPicture,
  type SearchRemoval,
  type SearchToSave,
} from '../storage/types/index.js';
import type { NewSearch, PictureToKeep, SavedSearch } from './saved-search.js';
import { decodeSearch, encodeContent } from './search-codec.js';
import { newSearchId } from './search-id.js';

export interface SearchHistoryOptions {
  readonly searches: Searches;
  readonly objects: Objects;
  /** Is told before an object is put, and where one could not be deleted again. */
  readonly sweep: { begin(): Promise<void>; owe(): void };
  /** How long a search can be opened again. */
  readonly seconds: number;
  /** Space for all; the oldest are forgotten first. */
  readonly bytes: number;
  /** Whether other servers save and erase searches too. */
  readonly shared?: boolean;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
  readonly logger: Pick<Logger, 'warn'>;
}

type RowToKeep = Omit<SearchToSave, 'picture' | 'parts'>;

/** Searches at hand: a page or a ranking usually follows at once. */
const AT_HAND = 64;
const SWEEP_MILLISECONDS = 60_000;
/** After so many milliseconds a picture that was placed for a search is taken for one whose search failed. */
const UNSAVED_MILLISECONDS = 3_600_000;
/** Searches saved after which the space is looked at. */
const TRIM_EVERY = 20;

/**
 * Earlier searches, so that other pages, a ranking or a shared link need nothing encoded again. Keeps what users asked
 * (pictures, instructions) for a declared time and within a declared number of bytes, and forgets it when told to.
 */
export class SearchHistory {
  readonly #atHand = new LRUCache<string, SavedSearch>({ max: AT_HAND });
  /** Searches that are being saved, by their ids. */
  readonly #saving = new Map<string, Promise<void>>();
  /** Ids of those that could not be. */
  readonly #lost = new LRUCache<string, true>({ max: AT_HAND });
  readonly #timer: NodeJS.Timeout;
  /** Keys of pictures whose searches are not saved yet, with the times at which they were placed. */
  readonly #unsaved = new Map<string, number>();
  #lastTime = 0;
  #untilTrim = TRIM_EVERY;
  #trimming: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: SearchHistoryOptions) {
    this.#timer = setInterval(() => this.#trimLater(), SWEEP_MILLISECONDS).unref();
    this.#trimLater();
  }

  /** Begins to save a search. Nobody may be told its id before `kept` has resolved; meanwhile its hits are read. */
  save({ picture, parts, ...content }: NewSearch): SavedSearch {
    // Ids are in the order of their making, also within a millisecond or when the clock was set back.
    this.#lastTime = Math.max(this.#lastTime + 1, this.#now());
    const createdAt = this.#lastTime;
    const expiresAt = createdAt + this.options.seconds * 1000;
    const { embedding, hits } = content;
    const row = { id: newSearchId(createdAt), createdAt, expiresAt, content: encodeContent(content), embedding, hits };
    const search = decodeSearch({ ...row, picture: null, parts: [] });
    this.#atHand.set(search.id, search);
    const saving = this.#saveOrLose(row, picture, parts).finally(() => this.#saving.delete(search.id));
    this.#saving.set(search.id, saving);
    return search;
  }

  /**
   * Whether a search survives the death of the process; false where it could not be kept (a full disk) and is at hand in this process
   * for a while.
   */
  async kept(id: string): Promise<boolean> {
    await this.#saving.get(id);
    return !this.#lost.has(id);
  }

  /**
   * Puts a picture where its search will find it, so that it need not stay in memory until then.
   * @throws LeopardError STORAGE_UNAVAILABLE
   */
  async place(sha256: string, bytes: Uint8Array): Promise<SearchPicture> {
    const now = this.#now();
    const picture = await this.#put(sha256, bytes, newSearchId(now));
    this.#unsaved.set(picture.key, now);
    return { ...picture, placed: true };
  }

  /** Keeps more hits of a search. One that was forgotten meanwhile stays so. */
  async extend(search: SavedSearch): Promise<void> {
    if (this.#atHand.has(search.id)) this.#atHand.set(search.id, search);
    const { id, hits } = search;
    try {
      await this.#saving.get(id);
      if (!(await this.options.searches.extend({ id, content: encodeContent(search), hits }))) this.#atHand.delete(id);
    } catch (error) {
      if (!(error instanceof LeopardError)) throw error;
      this.options.logger.warn({ err: error }, 'further hits of a search could not be kept');
    }
  }

  /** Undefined for a search that has expired, was erased or never was. */
  async get(id: string): Promise<SavedSearch | undefined> {
    const known = this.#atHand.get(id);
    if (known !== undefined) return Date.parse(known.expiresAt) <= this.#now() ? undefined : known;
    const row = await this.options.searches.get(id, this.#now());
    if (row === undefined) return undefined;
    const search = decodeSearch(row);
    if (this.options.shared !== true) this.#atHand.set(id, search);
    return search;
  }

  /**
   * Bytes of the query picture, or of another that the search was asked with.
   * @param sha256 of the bytes, hexadecimal; left out: the query picture
   * @returns undefined where the search has none of its own
   */
  async picture(id: string, sha256?: string): Promise<Uint8Array | undefined> {
    await this.#saving.get(id);
    const row = await this.options.searches.get(id, this.#now());
    if (row === undefined) return undefined;
    const pictures = [row.picture, ...row.parts].filter((picture) => picture !== null);
    const found = sha256 === undefined ? row.picture : pictures.find((picture) => picture.sha256 === sha256);
    return found ? this.options.objects.get(found.key) : undefined;
  }

  /** Forgets searches and their pictures, durably: those named, or all. @returns how many there were */
  async erase(ids: readonly string[] | 'all'): Promise<number> {
    if (ids === 'all') this.#atHand.clear();
    else for (const id of ids) this.#atHand.delete(id);
    const removal = await this.options.searches.erase(ids);
    await this.#deleteObjects(removal);
    return removal.count;
  }

  /** How many can be opened again, and the space that they take. */
  usage(): Promise<{ readonly count: number; readonly bytes: number }> {
    return this.options.searches.usage();
  }

  /** Removes what has expired, and the oldest where there are too many bytes; happens by itself too. */
  async trim(): Promise<number> {
    this.#untilTrim = TRIM_EVERY;
    const removal = await this.options.searches.trim(this.#now(), this.options.bytes);
    await this.#deleteObjects(removal);
    await this.#forgetUnsaved(this.#now() - UNSAVED_MILLISECONDS);
    return removal.count;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#saving.values());
    await this.#trimming;
    await this.#forgetUnsaved(Infinity).catch(() => this.options.sweep.owe());
  }

  async #saveOrLose(row: RowToKeep, picture: PictureToKeep | null, parts: readonly PictureToKeep[]): Promise<void> {
    try {
      await this.#keep(row, picture, parts);
      // Another server may erase it: then only the database knows.
      if (this.options.shared === true) this.#atHand.delete(row.id);
      if (--this.#untilTrim <= 0) this.#trimLater();
    } catch (error) {
      this.#lost.set(row.id, true);
      this.options.logger.warn({ err: error }, 'a search could not be kept: it can be opened for a while only');
    }
  }

  async #keep(row: RowToKeep, picture: PictureToKeep | null, parts: readonly PictureToKeep[]): Promise<void> {
    const { searches } = this.options;
    const others = [...new Map(parts.map((part) => [part.sha256, part])).values()].filter(
      ({ sha256 }) => sha256 !== picture?.sha256,
    );
    const save = async (place: (picture: PictureToKeep) => Promise<SearchPicture>) =>
      searches.save({
        ...row,
        picture: picture && (await place(picture)),
        parts: await Promise.all(others.map(place)),
      });
    // Those that are put for this search alone, whether it takes them or one that another search has.
    const own = new Set([picture, ...parts].flatMap((of) => (of && 'placed' in of ? of.placed.key : [])));
    const put = async (of: PictureToKeep) => {
      const placed = 'placed' in of ? of.placed : await of.read((bytes) => this.#put(of.sha256, bytes, row.id));
      own.add(placed.key);
      return placed;
    };
    const taken = new Set<string>();
    const take = async (placed: Promise<SearchPicture>) => {
      const { key } = await placed;
      taken.add(key);
      return placed;
    };
    try {
      const outcome = await save((of) => take(searches.picture(of.sha256).then((known) => known ?? put(of))));
      if (outcome === 'picture gone') {
        // Another search had an object and was forgotten meanwhile.
        taken.clear();
        await save((of) => take(put(of)));
      }
    } catch (error) {
      taken.clear();
      throw error;
    } finally {
      for (const key of own) this.#unsaved.delete(key);
      const unused = [...own].filter((key) => !taken.has(key));
      await this.options.objects.delete(unused).catch(() => this.options.sweep.owe());
    }
  }

  async #put(sha256: string, bytes: Uint8Array, searchId: string): Promise<SearchPicture> {
    const key = queryKey(sha256, searchId);
    await this.options.sweep.begin();
    await this.options.objects.put(key, bytes);
    return { sha256, key, bytes: bytes.length };
  }

  /** Of searches that failed. */
  async #forgetUnsaved(before: number): Promise<void> {
    const keys = [...this.#unsaved].flatMap(([key, time]) => (time < before ? [key] : []));
    if (keys.length > 0) await this.options.objects.delete(keys);
    for (const key of keys) this.#unsaved.delete(key);
  }

  #trimLater(): void {
    const warn = (error: unknown) => this.options.logger.warn({ err: error }, 'expired searches could not be removed');
    this.#trimming = this.#trimming.then(() => this.trim()).catch(warn);
  }

  async #deleteObjects({ objects }: SearchRemoval): Promise<void> {
    if (objects.length > 0) await this.options.objects.delete(objects);
  }

  #now(): number {
    return (this.options.clock ?? Date.now)();
  }
}
