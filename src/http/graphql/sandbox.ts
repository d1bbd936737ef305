import { expressMiddleware } from '@as-integrations/express5';
import type { ApolloServer } from '@apollo/server';
import type { RequestHandler } from 'express';
import type { RequestContext } from '../../resolvers/context.js';

/** Apollo Sandbox as Apollo Server has it. */
export function sandboxPage(graphql: ApolloServer<RequestContext>): RequestHandler {
  const answer = expressMiddleware(graphql, {
    context: () => Promise.reject(new Error('no operation comes by the landing page')),
  });
  return (request, response, next) => {
    // It brings a content policy of its own, for its CDN; ours would leave the page blank.
    response.removeHeader('Content-Security-Policy');
    response.removeHeader('Cross-Origin-Opener-Policy');
    // There is none; Apollo Server asks that somebody has looked.
    request.body = undefined;
    return answer(request, response, next);
  };
}
