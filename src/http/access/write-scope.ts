import { type ApolloServerPlugin } from '@apollo/server';
import { GraphQLError, OperationTypeNode } from 'graphql';
import { LeopardError } from '../../lib/errors.js';

/** Refuses mutations to keys that may only read, before any of them runs. */
export function writeScopePlugin<Context extends { readonly mayWrite: boolean }>(): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ operation, contextValue }) {
          if (operation?.operation !== OperationTypeNode.MUTATION || contextValue.mayWrite) return;
          const error = new LeopardError(
            'FORBIDDEN',
            'This API key may only read. Use one made with `leopard keys create --scope write`.',
          );
          // Refused as a whole: the status of the HTTP answer says so too.
          throw new GraphQLError(error.message, { originalError: error, extensions: { http: { status: 403 } } });
        },
      };
    },
  };
}
