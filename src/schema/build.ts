import { type GraphQLSchema, isInputObjectType } from 'graphql';
import { buildSchema } from 'type-graphql';
import { ContactSheetResolver } from '../resolvers/contact-sheet.js';
import { ImageResolver } from '../resolvers/image.js';
import { IngestResolver } from '../resolvers/ingest.js';
import { MetadataFieldResolver } from '../resolvers/metadata-field.js';
import { QueryImageResolver } from '../resolvers/query-image.js';
import { SearchResultResolver } from '../resolvers/search-result.js';
import { SearchResolver } from '../resolvers/search.js';
import { StatusResolver } from '../resolvers/status.js';
import type { Services } from '../services.js';

/** What the resolvers are made with. */
export type ResolverServices = Pick<
  Services,
  'search' | 'ranking' | 'images' | 'gallery' | 'ingestion' | 'editing' | 'status'
>;

const ONE_OF = ['ImageInput', 'IngestSourceInput'];

/** The schema over the services of one server. */
export async function createSchema(services: ResolverServices): Promise<GraphQLSchema> {
  const resolvers = new Map<unknown, object>([
    [SearchResolver, new SearchResolver(services.search)],
    [SearchResultResolver, new SearchResultResolver(services.search, services.ranking)],
    [QueryImageResolver, new QueryImageResolver(services.images)],
    [ContactSheetResolver, new ContactSheetResolver()],
    [ImageResolver, new ImageResolver(services.gallery)],
    [MetadataFieldResolver, new MetadataFieldResolver(services.gallery)],
    [IngestResolver, new IngestResolver(services.ingestion, services.editing)],
    [StatusResolver, new StatusResolver(services.status)],
  ]);
  const schema = await buildSchema({
    resolvers: [
      SearchResolver,
      SearchResultResolver,
      QueryImageResolver,
      ContactSheetResolver,
      ImageResolver,
      MetadataFieldResolver,
      IngestResolver,
      StatusResolver,
    ],
    container: { get: (resolver) => resolvers.get(resolver) },
    // The services check their input, and say the remedy.
    validate: false,
  });
  // type-graphql 2.0.0-rc.4 knows no @oneOf; graphql-js enforces and prints it by this property.
  for (const name of ONE_OF) {
    const type = schema.getType(name);
    if (!isInputObjectType(type)) throw new Error(`${name} is no input type of the schema`);
    type.isOneOf = true;
  }
  return schema;
}
