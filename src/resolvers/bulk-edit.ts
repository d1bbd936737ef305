import { Arg, ID, Int, Mutation, Resolver, UseMiddleware } from 'type-graphql';
import { DeletePayload, UpdatePayload } from '../schema/ingest.js';
import { FilterInput } from '../schema/inputs.js';
import { JsonObjectScalar } from '../schema/scalars.js';
import type { JsonObject } from '../lib/json.js';
import type { BulkEditing, BulkUpdate } from '../services/collection/ingestion/bulk-editing.js';
import type { DeleteOutcome } from '../services/storage/types/index.js';
import { metadataFilter } from './inputs.js';
import { timeLimited } from './time-limited.js';

const EXPECTED = 'How many pictures the caller counts on; another number is a CONFLICT and changes nothing.';

@Resolver()
export class BulkEditResolver {
  constructor(private readonly editing: BulkEditing) {}

  @Mutation(() => UpdatePayload, {
    description: 'Sets and removes metadata keys of pictures; other keys stay.',
    complexity: ({ childComplexity }) => 100 + childComplexity,
  })
  @UseMiddleware(timeLimited)
  updateImages(
    @Arg('ids', () => [ID], { description: 'At most Limits.changesPerRequest.' }) ids: string[],
    @Arg('set', () => JsonObjectScalar, { nullable: true, description: 'Keys with their new values.' })
    set: JsonObject | null,
    @Arg('remove', () => [String], { nullable: true, description: 'Keys that go.' }) remove: string[] | null,
  ): Promise<BulkUpdate> {
    return this.editing.update(
      ids.map((id) => id.trim()),
      { set: set ?? undefined, remove: remove ?? undefined },
    );
  }

  @Mutation(() => UpdatePayload, {
    description:
      'The same for the pictures that a filter holds for, in one transaction. expected: how many the caller counts on; another number is a CONFLICT and changes nothing. Above Limits.changesPerRequest: LIMIT_EXCEEDED.',
    complexity: ({ childComplexity }) => 200 + childComplexity,
  })
  @UseMiddleware(timeLimited)
  updateImagesWhere(
    @Arg('filter', () => FilterInput, { description: 'Which pictures.' }) filter: FilterInput,
    @Arg('expected', () => Int, { description: EXPECTED }) expected: number,
    @Arg('set', () => JsonObjectScalar, { nullable: true, description: 'Keys with their new values.' })
    set: JsonObject | null,
    @Arg('remove', () => [String], { nullable: true, description: 'Keys that go.' }) remove: string[] | null,
  ): Promise<BulkUpdate> {
    const images = { filter: metadataFilter(filter), expected };
    return this.editing.updateWhere(images, { set: set ?? undefined, remove: remove ?? undefined });
  }

  @Mutation(() => DeletePayload, {
    description: 'Deletes the pictures that a filter holds for. expected and limit: as in updateImagesWhere.',
    complexity: ({ childComplexity }) => 200 + childComplexity,
  })
  @UseMiddleware(timeLimited)
  deleteImagesWhere(
    @Arg('filter', () => FilterInput, { description: 'Which pictures.' }) filter: FilterInput,
    @Arg('expected', () => Int, { description: EXPECTED }) expected: number,
  ): Promise<DeleteOutcome> {
    return this.editing.deleteWhere({ filter: metadataFilter(filter), expected });
  }
}
