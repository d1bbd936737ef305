import { createHash } from 'node:crypto';
import { mutateBody, mutateOperation, mutateText, mutateValue } from './mutate.js';
import { multipartRequest } from './multipart.js';
import type { Operation } from './operations.js';
import type { Random } from './random.js';
import type { FuzzRequest } from './request.js';
import { json, NASTY_WORDS, nastyValue } from './values.js';

const JSON_TYPES = ['application/json', 'application/json; charset=utf-8', 'application/graphql+json'];
const WRONG_TYPES = [
  ...['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=utf-7', 'application/graphql'],
  ...['multipart/form-data', 'multipart/form-data; boundary=', '', 'application/json;;;', 'image/png'],
];

/** A broken request, by every way that GraphQL travels over HTTP. */
export function fuzzRequest(random: Random, operations: readonly Operation[]): FuzzRequest {
  const operation = mutateOperation(random, random.pick(operations));
  switch (random.below(16)) {
    case 0:
      return getRequest(random, operation);
    case 1:
    case 2:
    case 3:
      return multipartRequest(random, operation);
    case 4:
      return brokenRequest(random, operation);
    case 5:
      return persistedRequest(random, operation);
    default:
      return jsonRequest(mutateBody(random, operation), random.pick(JSON_TYPES));
  }
}

function jsonRequest(body: unknown, type: string): FuzzRequest {
  return { method: 'POST', search: '', headers: { 'content-type': type }, body: Buffer.from(json(body)) };
}

/** Queries as addresses; what belongs into one is text, whatever it says. */
function getRequest(random: Random, { query, variables }: { query: string; variables: unknown }): FuzzRequest {
  const parameters = new URLSearchParams({ query: query.slice(0, 4000), variables: json(variables).slice(0, 4000) });
  if (random.below(4) === 0) parameters.set('operationName', random.pick(NASTY_WORDS).slice(0, 100));
  if (random.below(4) === 0) parameters.set('extensions', json(nastyValue(random)).slice(0, 1000));
  if (random.below(6) === 0) parameters.append('query', '{ __typename }');
  if (random.below(6) === 0) parameters.set(random.pick(['variables', 'query']), mutateText(random, 'null'));
  const headers = { 'apollo-require-preflight': 'true' };
  return { method: random.below(10) === 0 ? 'DELETE' : 'GET', search: `?${parameters}`, headers };
}

/** Bytes that are no JSON, or not what the headers call them. */
function brokenRequest(random: Random, operation: object): FuzzRequest {
  const text = json(operation);
  const body = Buffer.from(random.below(2) === 0 ? mutateText(random, text) : text);
  const headers: Record<string, string> = { 'content-type': random.pick([...JSON_TYPES, ...WRONG_TYPES]) };
  if (random.below(2) === 0) headers['content-encoding'] = random.pick(['gzip', 'br', 'deflate', 'identity', 'x']);
  if (random.below(3) === 0) headers['accept'] = random.pick(['application/graphql-response+json', 'text/html', '']);
  return { method: random.pick(['POST', 'POST', 'PUT', 'PATCH']), search: '', headers, body };
}

/** Automatic persisted queries, as Apollo Client sends them. */
function persistedRequest(random: Random, { query, variables }: { query: string; variables: unknown }): FuzzRequest {
  const sha256Hash = createHash('sha256').update(query).digest('hex');
  const right = { persistedQuery: { version: 1, sha256Hash } };
  const extensions = random.below(2) === 0 ? right : mutateValue(random, right);
  return jsonRequest(
    random.below(2) === 0 ? { query, variables, extensions } : { variables, extensions },
    'application/json',
  );
}
