import type { ApolloServerPlugin } from '@apollo/server';
import { untilAborted } from '../../lib/until-aborted.js';
import type { RequestContext } from '../../resolvers/context.js';

/**
 * No answer leaves before the searches in it are saved: whoever knows an id may use it at once, on any server. Their hits are read
 * meanwhile.
 */
export function savedFirst(): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart({ contextValue: { saving, signal } }) {
      return {
        async executionDidStart() {
          return {
            // Where the time is over, the answer is what its fields say.
            executionDidEnd: async () => void (await untilAborted(Promise.all(saving), signal).catch(() => undefined)),
          };
        },
      };
    },
  };
}
