// The least that Apollo Server on Express does: for scale. Answers as server.mjs does.
import { createServer } from 'node:http';
import { ApolloServer } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import express from 'express';
import { serve } from '../../encoder/scenarios/common.mjs';
import { mainThreadTime } from './main-thread-time.mjs';

const apollo = new ApolloServer({
  typeDefs: 'type Query { hello: String! }',
  resolvers: { Query: { hello: () => 'hello' } },
});
await apollo.start();
const server = createServer(express().use('/graphql', express.json(), expressMiddleware(apollo)));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

const url = `http://127.0.0.1:${server.address().port}`;

await serve(async (question) => (question.do === 'processor' ? { processor: mainThreadTime() } : { url }));
