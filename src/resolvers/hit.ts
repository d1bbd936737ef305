import { FieldResolver, Float, Resolver, Root } from 'type-graphql';
import { MatchQualityEnum } from '../schema/enums.js';
import { Hit } from '../schema/search.js';
import type { Insight } from '../services/search/insight/insight.js';
import type { MatchQuality } from '../services/search/relevance/quality.js';
import type { SearchHit } from '../services/search/types.js';

@Resolver(() => Hit)
export class HitResolver {
  constructor(private readonly insight: Insight) {}

  @FieldResolver(() => Float, {
    nullable: true,
    description:
      '0 to 1, comparable between queries and models: 0 is what an unrelated question gets. Null as SearchResult.match.',
  })
  relevance(@Root() hit: SearchHit): Promise<number | null> {
    return this.insight.relevance(hit);
  }

  @FieldResolver(() => MatchQualityEnum, { nullable: true, description: 'Of this hit. Null as SearchResult.match.' })
  match(@Root() hit: SearchHit): Promise<MatchQuality | null> {
    return this.insight.matchOfHit(hit);
  }
}
