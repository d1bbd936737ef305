import { ApolloServer } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { RequestContext } from '../../resolvers/context.js';
import { writeScopePlugin } from '../access/index.js';
import { createErrorFormatter } from './errors.js';

export interface GraphQLServerOptions {
  readonly schema: GraphQLSchema;
  readonly logger: Logger;
}

/** Apollo Server over the schema, started. */
export async function startGraphQLServer({
  schema,
  logger,
}: GraphQLServerOptions): Promise<ApolloServer<RequestContext>> {
  const server = new ApolloServer<RequestContext>({
    schema,
    logger,
    introspection: true,
    csrfPrevention: true,
    includeStacktraceInErrorResponses: false,
    // Signals are the business of whoever runs the app.
    stopOnTerminationSignals: false,
    formatError: createErrorFormatter(logger),
    plugins: [writeScopePlugin()],
  });
  await server.start();
  return server;
}
