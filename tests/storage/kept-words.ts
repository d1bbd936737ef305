import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestStore } from '../support/stored.js';

const WORD = /word-\d+-end/g;

/** What a client wrote into metadata and instructions: each has a word of its own, which has to be gone with it. */
export class KeptWords {
  /** Of pictures that may be there. */
  private readonly ofPictures = new Map<string, string[]>();
  /** Words of searches that were answered and not erased, by id. */
  private readonly ofSearches = new Map<string, string>();
  private readonly erased = new Set<string>();

  word(step: number): string {
    return `word-${step}-end`;
  }

  /** Before it is sent. */
  written(picture: string, word: string): void {
    this.ofPictures.set(picture, [...(this.ofPictures.get(picture) ?? []), word]);
  }

  /** A deletion was acknowledged. */
  deleted(picture: string): void {
    for (const word of this.ofPictures.get(picture) ?? []) this.erased.add(word);
    this.ofPictures.delete(picture);
  }

  searched(id: string, word: string): void {
    this.ofSearches.set(id, word);
  }

  /** A search that is erased from now on, with what is to be called when that was acknowledged. */
  erase(random: (limit: number) => number): { readonly id: string; readonly done: () => void } | undefined {
    const [id, word] = [...this.ofSearches][random(Math.max(1, this.ofSearches.size))] ?? [];
    if (id === undefined || word === undefined) return undefined;
    this.ofSearches.delete(id);
    return { id, done: () => void this.erased.add(word) };
  }

  /** Searches that were answered as kept and are not there as a whole, and erased words that are in some file. */
  async faults({ storage }: TestStore, folder: string): Promise<string[]> {
    const faults: string[] = [];
    for (const id of this.ofSearches.keys()) {
      const row = await storage.database.searches.get(id, Date.now());
      const picture = row?.picture && (await storage.objects.get(row.picture.key));
      if (row === undefined) faults.push(`search ${id} is lost`);
      else if (!picture) faults.push(`search ${id} has lost its picture`);
    }
    return [...faults, ...(await this.remains(folder))];
  }

  private async remains(folder: string): Promise<string[]> {
    const faults: string[] = [];
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const text = await readFile(path, 'latin1').catch(() => '');
      for (const [word] of text.matchAll(WORD))
        if (this.erased.has(word)) faults.push(`${word} was erased, and is in ${path}`);
    }
    return faults;
  }
}
