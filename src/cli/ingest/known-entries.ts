import { posix } from 'node:path';
import { SetupError } from '../../lib/errors.js';
import type { List } from './list.js';
import type { ListEntry, ListLine } from './list-entry.js';

/** What a list says of pictures that are found in another way, by the path of each. */
export class KnownEntries {
  private readonly lines = new Map<string, { readonly name: string; readonly entry: ListEntry }>();
  private readonly met = new Set<string>();

  /**
   * @param pathOf the path of a picture from what the list has
   * @throws SetupError LIST_UNREADABLE
   */
  async add(list: List, pathOf: (file: string) => string): Promise<void> {
    for await (const line of list.lines()) {
      if ('fault' in line) throw new SetupError('LIST_UNREADABLE', `${list.name}, ${line.name}: ${line.fault}`);
      this.lines.set(keyOf(pathOf(line.entry.file)), line);
    }
  }

  /** The entry of a picture that was found. */
  meet(path: string): ListEntry | undefined {
    const key = keyOf(path);
    const line = this.lines.get(key);
    // Only those of the list: there may be millions of pictures.
    if (line) this.met.add(key);
    return line?.entry;
  }

  /** Lines whose picture was never met. */
  get absent(): ListLine[] {
    return [...this.lines].filter(([key]) => !this.met.has(key)).map(([, line]) => line);
  }
}

/** One for all ways of writing a path: `\` between folders, accents as characters of their own. */
const keyOf = (path: string) => posix.normalize(path.replaceAll('\\', '/')).normalize();
