import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import type { Limits } from '../../config/index.js';
import type { RequestContext } from '../../resolvers/context.js';
import { checkVariables, wrongInput } from './check-variables.js';
import { ComplexityEstimator } from './complexity.js';
import { limitExceeded } from './limit-exceeded.js';

/**
 * Refuses operations that are too complex, and those that cannot be estimated for wrong variables or arguments, before any resolver
 * runs.
 */
export function complexityLimit(
  schema: GraphQLSchema,
  { queryComplexity }: Pick<Limits, 'queryComplexity'>,
): ApolloServerPlugin<RequestContext> {
  const estimator = new ComplexityEstimator(schema);
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ document, operation, request }) {
          if (operation === undefined) return;
          checkVariables(schema, operation, request.variables);
          const { value, fault } = estimator.estimate(document, operation, request.variables);
          if (value > queryComplexity) throw tooComplex(value, queryComplexity);
          if (fault) throw wrongInput(fault);
        },
      };
    },
  };
}

const tooComplex = (value: number, most: number) =>
  limitExceeded(
    `The operation has complexity ${value}; at most ${most} is accepted (MAX_QUERY_COMPLEXITY). Ask for fewer elements or fields.`,
  );
