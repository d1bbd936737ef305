import { Arg, Ctx, ID, Mutation, Resolver, UseMiddleware } from 'type-graphql';
import { Image } from '../schema/image.js';
import { DeletePayload, IngestPayload } from '../schema/ingest.js';
import { IngestImageInput } from '../schema/inputs.js';
import { JsonObjectScalar } from '../schema/scalars.js';
import type { JsonObject } from '../lib/json.js';
import type { DeleteOutcome, StoredImage } from '../services/storage/types/index.js';
import type { Editing } from '../services/collection/ingestion/editing.js';
import type { Ingestion } from '../services/collection/ingestion/ingestion.js';
import type { RequestContext } from './context.js';
import { ingestInput } from './inputs.js';
import { ingestPayload } from './ingest-payload.js';
import { timeLimited } from './time-limited.js';

@Resolver()
export class IngestResolver {
  constructor(
    private readonly ingestion: Ingestion,
    private readonly editing: Editing,
  ) {}

  @Mutation(() => IngestPayload, {
    description:
      'Stores and indexes pictures. Each input has an outcome of its own, in order; a bad one never takes the others with it.',
    complexity: ({ childComplexity }) => 100 + childComplexity,
  })
  @UseMiddleware(timeLimited)
  async ingestImages(
    @Ctx() { uploads, signal, client }: RequestContext,
    @Arg('images', () => [IngestImageInput], { description: 'At most Limits.imagesPerIngest.' })
    images: IngestImageInput[],
  ): Promise<IngestPayload> {
    const inputs = images.map((image) => ingestInput(image, uploads));
    return ingestPayload(await this.ingestion.ingestBatch(inputs, { signal, client }));
  }

  @Mutation(() => Image, { nullable: true, description: "Replaces a picture's metadata." })
  @UseMiddleware(timeLimited)
  setImageMetadata(
    @Arg('id', () => ID, { description: 'Of a stored picture.' }) id: string,
    @Arg('metadata', () => JsonObjectScalar, { description: 'All of it: keys left out are gone.' })
    metadata: JsonObject,
  ): Promise<StoredImage> {
    return this.editing.setMetadata(id.trim(), metadata);
  }

  @Mutation(() => Image, { nullable: true, description: 'Gives a picture another file name.' })
  @UseMiddleware(timeLimited)
  renameImage(
    @Arg('id', () => ID, { description: 'Of a stored picture.' }) id: string,
    @Arg('fileName', () => String, { description: 'Its new name.' }) fileName: string,
  ): Promise<StoredImage> {
    return this.editing.rename(id.trim(), fileName);
  }

  @Mutation(() => DeletePayload, {
    description: 'Deletes pictures for good, with their metadata and everything made of them.',
  })
  @UseMiddleware(timeLimited)
  deleteImages(
    @Arg('ids', () => [ID], { description: 'At most Limits.deletionsPerRequest.' }) ids: string[],
  ): Promise<DeleteOutcome> {
    return this.editing.delete(ids.map((id) => id.trim()));
  }
}
