import { LRUCache } from 'lru-cache';
import type { Caller } from '../../../lib/caller.js';
import { cosine } from '../../storage/vectors/rescoring.js';
import { questionOf } from '../lists/hit-lists.js';
import type { SavedSearch } from '../saved-search.js';
import type { Search } from '../search.js';

/** Of the first hits, how many would have been found by the picture alone, the instruction alone, each of them, neither. They sum to considered. */
export interface Influence {
  readonly considered: number;
  readonly imageOnly: number;
  readonly instructionOnly: number;
  readonly both: number;
  readonly neither: number;
}

/** The two halves of a question by themselves: `Float32Array [dimension]`, length 1. */
interface Halves {
  readonly picture: Float32Array;
  readonly words: Float32Array;
}

type Half = 'picture' | 'instruction';

/** The half of a question, if any, that changed nothing. */
interface Effect {
  readonly without: Half | undefined;
}

/** Hits that are considered. */
const FIRST = 9;
const KEPT = 256;
/** A half that alone gives nearly the same vector is all that was heard. */
const SAME = 0.97;

/** What picture and instruction each did to the hits. Asks with each alone, once for a search: other pages of it find the answers kept. */
export class Influences {
  private readonly kept = new LRUCache<string, Influence>({ max: KEPT });
  private readonly effects = new LRUCache<string, Effect>({ max: KEPT });

  constructor(private readonly parts: Pick<Search, 'encoding' | 'lists' | 'servingOf'>) {}

  /** Null for a search by a picture or an instruction alone. @throws LeopardError of the encoder, the stores, the history */
  async influence(search: SavedSearch, caller: Caller = {}): Promise<Influence | null> {
    const known = this.kept.get(search.id);
    if (known !== undefined) return known;
    const halves = await this.halves(search, caller);
    if (halves === null) return null;
    const hits = (await this.parts.lists.reach(search, FIRST, caller.signal)).slice(0, FIRST);
    const { minScore: _all, ...question } = questionOf(search);
    const [byPicture, byWords] = await this.parts.lists.begin(
      this.parts.servingOf(search).index,
      [halves.picture, halves.words].map((embedding) => ({ ...question, embedding, depth: Math.max(1, hits.length) })),
      caller.signal,
    );
    const idsOf = (list: typeof byPicture) => new Set(list?.hits.slice(0, hits.length).map(({ id }) => id));
    const influence = compare(
      hits.map(({ id }) => id),
      idsOf(byPicture),
      idsOf(byWords),
    );
    this.kept.set(search.id, influence);
    return influence;
  }

  /** Which half of a question, if any, changed nothing. */
  async withoutEffect(search: SavedSearch, caller: Caller = {}): Promise<Half | undefined> {
    // With parts, the vector is not of the two halves alone.
    if (search.query.like.length + search.query.unlike.length > 0) return undefined;
    const known = this.effects.get(search.id);
    if (known !== undefined) return known.without;
    const halves = await this.halves(search, caller);
    if (halves === null) return undefined;
    const changedNothing = (half: Float32Array) => cosine(search.embedding, half) >= SAME;
    const without = changedNothing(halves.picture)
      ? 'instruction'
      : changedNothing(halves.words)
        ? 'picture'
        : undefined;
    this.effects.set(search.id, { without });
    return without;
  }

  private async halves(search: SavedSearch, caller: Caller): Promise<Halves | null> {
    const { id, query } = search;
    if (query.image === null || query.instruction === null) return null;
    const { encoding } = this.parts;
    const by = this.parts.servingOf(search);
    const [picture, words] = await Promise.all([
      encoding.question({ image: { kind: 'earlier', id } }, by, caller),
      encoding.question({ instruction: query.instruction }, by, caller),
    ]);
    return { picture: picture.embedding, words: words.embedding };
  }
}

function compare(ids: readonly string[], byPicture: ReadonlySet<string>, byWords: ReadonlySet<string>): Influence {
  const count = (picture: boolean, words: boolean) =>
    ids.filter((id) => byPicture.has(id) === picture && byWords.has(id) === words).length;
  return {
    considered: ids.length,
    imageOnly: count(true, false),
    instructionOnly: count(false, true),
    both: count(true, true),
    neither: count(false, false),
  };
}
