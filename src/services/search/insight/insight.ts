import type { Caller } from '../../../lib/caller.js';
import type { Relevance } from '../relevance/relevance.js';
import type { Judge, MatchQuality } from '../relevance/quality.js';
import { askedBy } from '../relevance/asked-by.js';
import type { SavedSearch } from '../saved-search.js';
import type { Search } from '../search.js';
import type { ImageLoader, SearchHit } from '../types.js';
import { SEARCH_NOT_KEPT, type Warning } from '../warnings/warning.js';
import { type Influence, Influences } from './influence.js';
import { Narrowing, type NarrowingParts } from './narrowing.js';

export interface InsightParts extends Omit<NarrowingParts, 'lists' | 'judge'> {
  readonly search: Search;
  readonly relevance: Relevance;
}

/** What can be said about a search beyond its hits: how good they are, what they are, what the question did. */
export class Insight {
  readonly narrowing: Narrowing;
  private readonly influences: Influences;

  constructor(private readonly parts: InsightParts) {
    const { search } = parts;
    this.narrowing = new Narrowing({ ...parts, lists: search.lists, judge: (of) => this.judge(of) });
    this.influences = new Influences(search);
  }

  /** 0 to 1; null where nothing can be said about chance: see Relevance. */
  async relevance({ asked, score }: SearchHit): Promise<number | null> {
    return (await this.parts.relevance.judge(asked))?.relevance(score) ?? null;
  }

  /** Null as `relevance`. */
  async matchOfHit({ asked, score }: SearchHit): Promise<MatchQuality | null> {
    return (await this.parts.relevance.judge(asked))?.match(score) ?? null;
  }

  /** Of the best hit; null as `relevance`. */
  async match(search: SavedSearch, images: ImageLoader, signal?: AbortSignal): Promise<MatchQuality | null> {
    const judge = await this.judge(search);
    if (judge === null) return null;
    const [best] = await this.parts.search.best(search, 1, images, signal);
    return best === undefined ? 'NONE' : judge.match(best.score);
  }

  influence(search: SavedSearch, caller?: Caller): Promise<Influence | null> {
    return this.influences.influence(search, caller);
  }

  /** All that whoever asked should know: what was known with the request, and what its hits say. */
  async warnings(search: SavedSearch, images: ImageLoader, caller: Caller = {}): Promise<Warning[]> {
    const [match, without, kept] = await Promise.all([
      this.match(search, images, caller.signal),
      this.influences.withoutEffect(search, caller),
      this.parts.search.kept(search),
    ]);
    return [
      ...search.warnings,
      ...(kept ? [] : [SEARCH_NOT_KEPT]),
      ...(match === 'NONE' ? [NO_MATCH] : []),
      ...(without === 'instruction' ? [INSTRUCTION_HAD_NO_EFFECT] : []),
      ...(without === 'picture' ? [PICTURE_HAD_NO_EFFECT] : []),
    ];
  }

  private judge(search: SavedSearch): Promise<Judge | null> {
    return this.parts.relevance.judge(askedBy(search));
  }
}

const NO_MATCH: Warning = {
  code: 'NO_MATCH',
  message: 'Nothing in the collection fits better than chance: what was found is only the least unlike.',
};
const INSTRUCTION_HAD_NO_EFFECT: Warning = {
  code: 'INSTRUCTION_HAD_NO_EFFECT',
  message: 'The picture alone finds the same: the model made nothing of the instruction. Say it in other words.',
};
const PICTURE_HAD_NO_EFFECT: Warning = {
  code: 'PICTURE_HAD_NO_EFFECT',
  message: 'The instruction alone finds the same: nothing of the picture was used. Refer to it ("in this pattern").',
};
