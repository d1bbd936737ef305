import type { ApolloServerPlugin } from '@apollo/server';
import type { RequestContext } from '../../resolvers/context.js';
import type { Tracing } from '../../lib/tracing/types.js';
import type { Metrics } from '../metrics/metrics.js';

/** One log line and one set of figures for each operation; neither has variables, so no picture and no instruction. */
export function observeOperations(metrics: Metrics, tracing?: Tracing): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      const started = performance.now();
      return {
        async willSendResponse({ contextValue, response, operation, operationName }) {
          const { logger, stages } = contextValue;
          const milliseconds = performance.now() - started;
          const errors = response.body.kind === 'single' ? (response.body.singleResult.errors ?? []) : [];
          const codes = errors.map(({ extensions }) => String(extensions?.['code']));
          const type = operation?.operation ?? 'none';
          metrics.operation(type, milliseconds, codes, stages);
          tracing?.annotate({
            'graphql.operation.type': type,
            'graphql.operation.name': operationName ?? '',
            'leopard.error_codes': codes,
          });
          const line = { operation: type, operationName, milliseconds: rounded(milliseconds), codes, stages };
          logger.info(line, codes.length === 0 ? 'answered' : 'answered with errors');
        },
      };
    },
  };
}

const rounded = (milliseconds: number) => Math.round(milliseconds * 100) / 100;
