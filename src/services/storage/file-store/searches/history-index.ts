/** What the history knows of one search without reading its file. */
export interface IndexedSearch {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** SHA-256 of its query picture, where the history keeps it. */
  readonly picture: string | null;
  /** Disk space of the file, without the picture. */
  readonly bytes: number;
}

/** Disks hand out space in blocks. */
const BLOCK = 4096;

/** Disk space of a file of so many bytes. */
export function diskSpace(bytes: number): number {
  return Math.ceil(bytes / BLOCK) * BLOCK;
}

/** The searches that are kept, oldest first, and how many of them share a query picture. */
export class HistoryIndex {
  private readonly searches = new Map<string, IndexedSearch>();
  private readonly pictures = new Map<string, { searches: number; readonly bytes: number }>();
  private total = 0;

  get count(): number {
    return this.searches.size;
  }

  /** Disk space of everything. */
  get bytes(): number {
    return this.total;
  }

  get(id: string): IndexedSearch | undefined {
    return this.searches.get(id);
  }

  oldest(): IndexedSearch | undefined {
    return this.searches.values().next().value;
  }

  hasPicture(picture: string): boolean {
    return this.pictures.has(picture);
  }

  /** Searches are added in the order of their time. @param pictureBytes disk space of the picture */
  add(search: IndexedSearch, pictureBytes: number): void {
    this.searches.set(search.id, search);
    this.total += search.bytes;
    if (search.picture === null) return;
    const shared = this.pictures.get(search.picture);
    if (shared !== undefined) {
      shared.searches += 1;
      return;
    }
    this.pictures.set(search.picture, { searches: 1, bytes: pictureBytes });
    this.total += pictureBytes;
  }

  /** The file of a search has another size now; its place among the others stays. */
  resize(search: IndexedSearch, bytes: number): void {
    this.searches.set(search.id, { ...search, bytes });
    this.total += bytes - search.bytes;
  }

  /** @returns whether its picture is now nobody's */
  delete(search: IndexedSearch): boolean {
    if (!this.searches.delete(search.id)) return false;
    this.total -= search.bytes;
    const shared = search.picture === null ? undefined : this.pictures.get(search.picture);
    if (search.picture === null || shared === undefined) return false;
    shared.searches -= 1;
    if (shared.searches > 0) return false;
    this.pictures.delete(search.picture);
    this.total -= shared.bytes;
    return true;
  }
}
