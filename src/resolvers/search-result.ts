import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, Info, Int, Resolver, Root, UseMiddleware } from 'type-graphql';
import { Rerank } from '../schema/rerank.js';
import { Hit, SearchQuery, SearchResult } from '../schema/search.js';
import type { Ranking } from '../services/search/ranking.js';
import type { Search } from '../services/search/search.js';
import type { SearchHit, SearchRanking } from '../services/search/types.js';
import type { SavedSearch } from '../services/search/saved-search.js';
import { listComplexity } from './complexity.js';
import type { RequestContext } from './context.js';
import { searchQuery, type SearchQuerySource } from './search-query.js';
import { selectsFields } from './selection.js';
import { timeLimited } from './time-limited.js';

@Resolver(() => SearchResult)
export class SearchResultResolver {
  constructor(
    private readonly search: Search,
    private readonly ranking: Ranking,
  ) {}

  @FieldResolver(() => SearchQuery, { description: 'What was asked, so that a link can show it again.' })
  query(@Root() search: SavedSearch): SearchQuerySource {
    return searchQuery(search);
  }

  @FieldResolver(() => [Hit], {
    description:
      "Best first. limit is the search's own where it is not given; limit + offset is at most Limits.searchWindow. Deleted pictures leave the list, the others keep their ranks.",
    complexity: listComplexity('limit', 9),
  })
  @UseMiddleware(timeLimited)
  hits(
    @Ctx() { signal, images }: RequestContext,
    @Root() search: SavedSearch,
    @Arg('limit', () => Int, { nullable: true, description: 'Hits, at most Limits.searchLimit.' }) limit: number | null,
    @Arg('offset', () => Int, { defaultValue: 0, description: 'Hits to leave out at the top.' }) offset: number,
  ): Promise<SearchHit[]> {
    return this.search.hits(search, { limit: limit ?? undefined, offset }, images, signal);
  }

  @FieldResolver(() => Rerank, {
    nullable: true,
    description:
      'A vision-language model looks at the best candidates, ranks them and explains. Costs nothing unless selected; its failure leaves the hits untouched. Null without an error where there is no hit; fewer hits than candidates: all of them.',
    complexity: ({ childComplexity }) => 500 + childComplexity,
  })
  @UseMiddleware(timeLimited)
  rerank(
    @Ctx() { signal, client, images, rankings }: RequestContext,
    @Info() info: GraphQLResolveInfo,
    @Root() search: SavedSearch,
    @Arg('candidates', () => Int, {
      defaultValue: 9,
      description:
        'How many of the best hits are ranked, whatever limit the search has: search(limit: 2) alone does not make it two.',
    })
    candidates: number,
    @Arg('includeMetadata', () => [String], {
      nullable: true,
      description: 'Metadata keys of the candidates that the model may read.',
    })
    includeMetadata: string[] | null,
    @Arg('model', () => String, { nullable: true, description: 'One of RerankerStatus.models.' }) model: string | null,
    @Arg('cachedOnly', () => Boolean, {
      defaultValue: false,
      description: 'Only a ranking that is kept already: null, without an error or a cost, where there is none.',
    })
    cachedOnly: boolean,
  ): Promise<SearchRanking | object | null> {
    if (!selectsFields(info)) return this.ranking.possible(search, images, signal);
    if (!cachedOnly) rankings.take();
    const options = {
      candidates,
      includeMetadata: includeMetadata ?? undefined,
      model: model ?? undefined,
      cachedOnly,
    };
    return this.ranking.rank(search, options, images, { signal, client });
  }
}
