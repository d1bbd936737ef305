import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { Limits } from '../../config/index.js';
import type { RequestContext } from '../../resolvers/context.js';
import { writeScopePlugin } from '../access/index.js';
import type { Tracing } from '../../lib/tracing/types.js';
import type { Metrics } from '../metrics/metrics.js';
import { limitAnswers } from './answer-size.js';
import { documentLimits } from './document-limits.js';
import { createErrorFormatter } from './errors.js';
import { observeOperations } from './observe.js';
import { complexityLimit } from './complexity-limit.js';
import { savedFirst } from './saved-first.js';
import { answerWarnings } from './warnings.js';

export interface GraphQLServerOptions {
  readonly schema: GraphQLSchema;
  readonly limits: Limits;
  readonly metrics: Metrics;
  readonly tracing?: Tracing | undefined;
  readonly logger: Logger;
}

/** Apollo Server over the schema, started. */
export async function startGraphQLServer(options: GraphQLServerOptions): Promise<ApolloServer<RequestContext>> {
  const { schema, limits, metrics, tracing, logger } = options;
  const server = new ApolloServer<RequestContext>({
    schema,
    logger,
    introspection: true,
    csrfPrevention: true,
    includeStacktraceInErrorResponses: false,
    validationRules: [documentLimits(limits)],
    // A parser that stops there bounds all that comes after it.
    parseOptions: { maxTokens: limits.documentTokens },
    // Signals are the business of whoever runs the app.
    stopOnTerminationSignals: false,
    formatError: createErrorFormatter(logger),
    plugins: [
      // It looks at every field; no-store.ts says the same for all answers.
      ApolloServerPluginCacheControlDisabled(),
      // A page of our own comes before it: http/landing/.
      ApolloServerPluginLandingPageDisabled(),
      writeScopePlugin(),
      complexityLimit(schema, limits),
      savedFirst(),
      answerWarnings(),
      limitAnswers(limits),
      observeOperations(metrics, tracing),
    ],
  });
  await server.start();
  return server;
}
