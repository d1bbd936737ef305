import { Arg, FieldResolver, Int, Query, Resolver, Root, UseMiddleware } from 'type-graphql';
import { MetadataField, MetadataValue } from '../schema/image.js';
import type { Listing } from '../services/collection/listing.js';
import type { MetadataFieldSummary } from '../services/storage/types/index.js';
import { listComplexity } from './complexity.js';
import { inTurn } from './in-turn.js';
import { timeLimited } from './time-limited.js';

@Resolver(() => MetadataField)
export class MetadataFieldResolver {
  constructor(private readonly listing: Listing) {}

  @Query(() => [MetadataField], {
    description: "Keys that the pictures' metadata has, most frequent first: what can be filtered by.",
    complexity: listComplexity('first', 20),
  })
  @UseMiddleware(timeLimited, inTurn)
  metadataFields(
    @Arg('first', () => Int, { defaultValue: 20, description: 'Keys, at most Limits.listLimit.' }) first: number,
  ): Promise<MetadataFieldSummary[]> {
    return this.listing.metadataFields(first);
  }

  @FieldResolver(() => [MetadataValue], {
    description: 'Most frequent first.',
    complexity: listComplexity('first', 20),
  })
  values(
    @Root() field: MetadataFieldSummary,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Values, at most Limits.listLimit.' }) first: number,
  ): MetadataFieldSummary['values'] {
    return this.listing.metadataValues(field, first);
  }
}
