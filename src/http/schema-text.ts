import { type RequestHandler, Router } from 'express';
import { type GraphQLSchema, printSchema } from 'graphql';

/** `GET /schema.graphql`: the schema with its descriptions, for those who generate code from it. Asks for a key where introspection does. */
export function schemaRouter(schema: GraphQLSchema, authenticate: RequestHandler): Router {
  const text = `${printSchema(schema)}\n`;
  return Router().get('/schema.graphql', authenticate, (_request, response) => {
    response.setHeader('Cache-Control', 'no-cache');
    response.type('text/plain').send(text);
  });
}
