import { Arg, Ctx, FieldResolver, Int, Resolver, Root, UseMiddleware } from 'type-graphql';
import { MatchQualityEnum } from '../schema/enums.js';
import { MetadataField } from '../schema/image.js';
import { Influence, SearchResult, SearchWarning } from '../schema/search.js';
import type { Insight } from '../services/search/insight/insight.js';
import type { MatchQuality } from '../services/search/relevance/quality.js';
import type { SavedSearch } from '../services/search/saved-search.js';
import type { Warning } from '../services/search/warnings/warning.js';
import type { MetadataFieldSummary } from '../services/storage/types/index.js';
import { facetsComplexity } from './complexity.js';
import { noteWarnings, type RequestContext } from './context.js';
import { inTurn } from './in-turn.js';
import { timeLimited } from './time-limited.js';

@Resolver(() => SearchResult)
export class SearchInsightResolver {
  constructor(private readonly insight: Insight) {}

  @FieldResolver(() => MatchQualityEnum, {
    nullable: true,
    description:
      'How good the best hit is, against what unrelated questions find in this collection. Null: fewer than 50 pictures, or a model without calibration.',
    complexity: 10,
  })
  @UseMiddleware(timeLimited)
  match(@Ctx() { images, signal }: RequestContext, @Root() search: SavedSearch): Promise<MatchQuality | null> {
    return this.insight.match(search, images, signal);
  }

  @FieldResolver(() => Int, { nullable: true, description: 'Hits within Limits.searchWindow.', complexity: 100 })
  @UseMiddleware(timeLimited, inTurn)
  hitCount(@Ctx() { signal }: RequestContext, @Root() search: SavedSearch): Promise<number> {
    return this.insight.narrowing.hitCount(search, signal);
  }

  @FieldResolver(() => [MetadataField], {
    nullable: true,
    description:
      'Metadata of those of the hits within Limits.searchWindow that are not NONE: what to narrow this search down by.',
    complexity: facetsComplexity,
  })
  @UseMiddleware(timeLimited, inTurn)
  facets(
    @Ctx() { signal }: RequestContext,
    @Root() search: SavedSearch,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Keys, at most Limits.listLimit.' }) first: number,
  ): Promise<MetadataFieldSummary[]> {
    return this.insight.narrowing.facets(search, first, signal);
  }

  @FieldResolver(() => Influence, {
    nullable: true,
    description:
      'What picture and instruction each did to the first nine hits. Null for a search by one of them. Costs two further encodings, cached.',
    complexity: ({ childComplexity }) => 300 + childComplexity,
  })
  @UseMiddleware(timeLimited)
  influence(@Ctx() { signal, client }: RequestContext, @Root() search: SavedSearch): Promise<Influence | null> {
    return this.insight.influence(search, { signal, client });
  }

  @FieldResolver(() => [SearchWarning], {
    description:
      "What whoever asked should know: another language than the model's, a filter on a key that no picture has, … Also in extensions.warnings.",
    complexity: ({ childComplexity }) => 100 + childComplexity,
  })
  @UseMiddleware(timeLimited)
  async warnings(@Ctx() context: RequestContext, @Root() search: SavedSearch): Promise<Warning[]> {
    return noteWarnings(context, await this.insight.warnings(search, context.images, context));
  }
}
