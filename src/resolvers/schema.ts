import { type GraphQLSchema, isInputObjectType, printSchema } from 'graphql';
import { buildSchema, type ContainerType, getMetadataStorage } from 'type-graphql';
import { BulkEditResolver } from './bulk-edit.js';
import { ContactSheetResolver } from './contact-sheet.js';
import { HitResolver } from './hit.js';
import { ImageResolver } from './image.js';
import { IngestResolver } from './ingest.js';
import { MetadataFieldResolver } from './metadata-field.js';
import { QueryImageResolver } from './query-image.js';
import { SearchInsightResolver } from './search-insight.js';
import { SearchResultResolver } from './search-result.js';
import { SearchResolver } from './search.js';
import { StatusResolver } from './status.js';
import type { Listing } from '../services/collection/listing.js';
import type { BulkEditing } from '../services/collection/ingestion/bulk-editing.js';
import type { Editing } from '../services/collection/ingestion/editing.js';
import type { Ingestion } from '../services/collection/ingestion/ingestion.js';
import type { Insight } from '../services/search/insight/insight.js';
import type { Ranking } from '../services/search/ranking.js';
import type { Search } from '../services/search/search.js';
import type { ServiceStatus } from '../services/status.js';

/** What the resolvers are made with. */
export interface ResolverServices {
  readonly search: Search;
  readonly ranking: Ranking;
  readonly insight: Insight;
  readonly listing: Listing;
  readonly ingestion: Ingestion;
  readonly editing: Editing;
  readonly bulkEditing: BulkEditing;
  readonly status: () => Promise<ServiceStatus>;
}

const ROOTS = {
  Query: 'What can be asked: searches, pictures, metadata, the state of the server.',
  Mutation:
    'What can be changed: pictures, their metadata, the memory of searches. With API keys, one of scope write is needed.',
};

const ONE_OF = ['ImageInput', 'IngestSourceInput'];

/** The schema over the services of one server. */
export async function createSchema(services: ResolverServices): Promise<GraphQLSchema> {
  const instances = new Map<unknown, object>([
    [SearchResolver, new SearchResolver(services.search)],
    [SearchResultResolver, new SearchResultResolver(services.search, services.ranking)],
    [SearchInsightResolver, new SearchInsightResolver(services.insight)],
    [HitResolver, new HitResolver(services.insight)],
    [QueryImageResolver, new QueryImageResolver()],
    [ContactSheetResolver, new ContactSheetResolver()],
    [ImageResolver, new ImageResolver(services.listing, services.search)],
    [MetadataFieldResolver, new MetadataFieldResolver(services.listing)],
    [IngestResolver, new IngestResolver(services.ingestion, services.editing)],
    [BulkEditResolver, new BulkEditResolver(services.bulkEditing)],
    [StatusResolver, new StatusResolver(services.status)],
  ]);
  return schemaOver({ get: (resolver) => instances.get(resolver) });
}

/** The text of the contract: `codegen/schema.graphql`. */
export async function printContract(): Promise<string> {
  const nobody = () => {
    throw new Error('this schema is for printing');
  };
  return `${printSchema(await schemaOver({ get: nobody }))}\n`;
}

async function schemaOver(container: ContainerType): Promise<GraphQLSchema> {
  // Arguments in the order in which they are written: decorators tell of them in that of the compiler and of the imports.
  getMetadataStorage().params.sort((one, other) => one.index - other.index);
  const schema = await buildSchema({
    resolvers: [
      SearchResolver,
      SearchResultResolver,
      SearchInsightResolver,
      HitResolver,
      QueryImageResolver,
      ContactSheetResolver,
      ImageResolver,
      MetadataFieldResolver,
      IngestResolver,
      BulkEditResolver,
      StatusResolver,
    ],
    container,
    // Apollo Server checks the schema, and by more than an introspection of it.
    skipCheck: true,
    // The services check their input, and say the remedy.
    validate: false,
  });
  // type-graphql 2.0.0-rc.4 knows no @oneOf; graphql-js enforces and prints it by this property.
  for (const name of ONE_OF) {
    const type = schema.getType(name);
    if (!isInputObjectType(type)) throw new Error(`${name} is no input type of the schema`);
    type.isOneOf = true;
  }
  // Nor has it a place for what is said of the two roots.
  for (const [name, description] of Object.entries(ROOTS)) {
    const type = schema.getType(name);
    if (type) type.description = description;
  }
  return schema;
}
