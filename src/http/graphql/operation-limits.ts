import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import type { Limits } from '../../config/index.js';
import { LeopardError } from '../../lib/errors.js';
import type { RequestContext } from '../../resolvers/context.js';
import { checkVariables, wrongInput } from './check-variables.js';
import { ComplexityEstimator } from './complexity.js';
import { operationError } from './operation-error.js';
import { measureOperation } from './selections.js';

/**
 * Refuses operations that are too deep, too complex or have too many aliases, and those that cannot be estimated for wrong variables or
 * arguments, before any resolver runs.
 */
export function operationLimits(schema: GraphQLSchema, limits: Limits): ApolloServerPlugin<RequestContext> {
  const check = (name: string, value: number, most: number, setting: string, remedy: string) => {
    if (value <= most) return;
    const message = `The operation has ${name} ${value}; at most ${most} is accepted (${setting}). ${remedy}`;
    throw operationError(new LeopardError('LIMIT_EXCEEDED', message));
  };
  const estimator = new ComplexityEstimator(schema);
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ document, operation, request }) {
          if (operation === undefined) return;
          const { depth, aliases } = measureOperation(document, operation);
          check('depth', depth, limits.queryDepth, 'MAX_QUERY_DEPTH', 'Select less deeply.');
          check('aliases', aliases, limits.aliases, 'MAX_ALIASES', 'Send several operations.');
          checkVariables(schema, operation, request.variables);
          const complexity = estimator.estimate(document, operation, request.variables);
          const remedy = 'Ask for fewer elements or fields.';
          check('complexity', complexity.value, limits.queryComplexity, 'MAX_QUERY_COMPLEXITY', remedy);
          if (complexity.fault) throw wrongInput(complexity.fault);
        },
      };
    },
  };
}
