import type { ApolloServerPlugin } from '@apollo/server';
import { type DocumentNode, GraphQLError, type GraphQLSchema } from 'graphql';
import { fieldExtensionsEstimator, getComplexity, simpleEstimator } from 'graphql-query-complexity';
import type { Limits } from '../../config/index.js';
import { LeopardError } from '../../lib/errors.js';
import type { RequestContext } from '../../resolvers/context.js';
import { checkVariables } from './check-variables.js';
import { operationError } from './operation-error.js';
import { measureOperation } from './selections.js';

/** Refuses operations that are too deep, too complex or have too many aliases or wrong variables, before any resolver runs. */
export function operationLimits(schema: GraphQLSchema, limits: Limits): ApolloServerPlugin<RequestContext> {
  const check = (name: string, value: number, most: number, setting: string, remedy: string) => {
    if (value <= most) return;
    const message = `The operation has ${name} ${value}; at most ${most} is accepted (${setting}). ${remedy}`;
    throw operationError(new LeopardError('LIMIT_EXCEEDED', message));
  };
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ document, operation, operationName, request }) {
          if (operation === undefined) return;
          const { depth, aliases } = measureOperation(document, operation);
          check('depth', depth, limits.queryDepth, 'MAX_QUERY_DEPTH', 'Select less deeply.');
          check('aliases', aliases, limits.aliases, 'MAX_ALIASES', 'Send several operations.');
          checkVariables(schema, operation, request.variables);
          const complexity = complexityOf(schema, document, request.variables, operationName);
          const remedy = 'Ask for fewer elements or fields.';
          check('complexity', complexity, limits.queryComplexity, 'MAX_QUERY_COMPLEXITY', remedy);
        },
      };
    },
  };
}

/** Each field counts 1, unless the schema says otherwise (`complexity` at a resolver). */
const ESTIMATORS = [fieldExtensionsEstimator(), simpleEstimator({ defaultComplexity: 1 })];

function complexityOf(
  schema: GraphQLSchema,
  query: DocumentNode,
  variables: Record<string, unknown> | undefined,
  operationName: string | null,
): number {
  try {
    return getComplexity({
      schema,
      query,
      variables,
      operationName: operationName ?? undefined,
      estimators: ESTIMATORS,
    });
  } catch (error) {
    // Null for an argument that has a default, say: the execution tells it, with the field's path.
    if (error instanceof GraphQLError) return 0;
    throw error;
  }
}
