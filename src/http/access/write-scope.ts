import { type ApolloServerPlugin } from '@apollo/server';
import { GraphQLError, OperationTypeNode } from 'graphql';

/** Refuses mutations to keys that may only read, before any of them runs. */
export function writeScopePlugin<Context extends { readonly mayWrite: boolean }>(): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ operation, contextValue }) {
          if (operation?.operation !== OperationTypeNode.MUTATION || contextValue.mayWrite) return;
          throw new GraphQLError('This API key may only read. Use one made with `leopard keys create --scope write`.', {
            extensions: { code: 'FORBIDDEN', http: { status: 403 } },
          });
        },
      };
    },
  };
}
