import type { ApolloServerPlugin } from '@apollo/server';
import type { RequestContext } from '../../resolvers/context.js';

/** Puts the warnings of an operation into `extensions.warnings` of its answer. */
export function answerWarnings(): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      return {
        async willSendResponse({ contextValue: { warnings }, response: { body } }) {
          if (warnings.length === 0 || body.kind !== 'single') return;
          body.singleResult.extensions = { ...body.singleResult.extensions, warnings };
        },
      };
    },
  };
}
