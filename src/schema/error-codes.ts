import type { ApolloServerErrorCode } from '@apollo/server/errors';
import type { ErrorCode } from '../lib/errors.js';

export interface ErrorDocumentation {
  readonly meaning: string;
  readonly remedy: string;
}

/** What each code means to a client. The type sees to it that none is missing. */
export const ERROR_DOCUMENTATION: Readonly<Record<ErrorCode, ErrorDocumentation>> = {
  BAD_USER_INPUT: {
    meaning: 'The input says nothing, or something that cannot be.',
    remedy: 'The message names the argument and what it has to be.',
  },
  LIMIT_EXCEEDED: {
    meaning: 'A declared limit was passed.',
    remedy: 'The message names the limit; `status { limits }` has them all.',
  },
  UNAUTHENTICATED: {
    meaning: 'The server asks for an API key and got none that is good. HTTP 401.',
    remedy: 'Send `Authorization: Bearer <key>`; keys are made by `leopard keys create`.',
  },
  FORBIDDEN: {
    meaning: 'The key, the Host header or the signed address does not allow this. HTTP 403.',
    remedy:
      'The message says which: a key with write scope, a name that the server goes by, a fresh address from the API.',
  },
  RATE_LIMITED: {
    meaning: 'More requests in a minute than the key or the address may send. HTTP 429.',
    remedy: 'Wait as long as the header Retry-After says.',
  },
  OVERLOADED: {
    meaning: 'The server or the encoder has as much work as it takes on. HTTP 503 where the whole request is refused.',
    remedy: 'Try again after Retry-After, with fewer requests at a time.',
  },
  TIMEOUT: {
    meaning: 'The request, an upload or a fetched address took longer than it may.',
    remedy: 'Ask for less at once, or try again.',
  },
  IMAGE_UNREADABLE: {
    meaning: 'The picture is damaged or cut off.',
    remedy: 'Save it again and send that file.',
  },
  IMAGE_UNSUPPORTED: {
    meaning: 'The file is of no format that is read, whatever its name says.',
    remedy: 'Convert it to JPEG, PNG, WebP, GIF or AVIF.',
  },
  IMAGE_TOO_LARGE: {
    meaning: 'The picture has more bytes or pixels than is accepted.',
    remedy: 'Make it smaller: `status { limits { uploadBytes imagePixels } }`.',
  },
  IMAGE_NOT_FOUND: {
    meaning: 'There is no picture of that id.',
    remedy: 'It may have been deleted; list those that are there with `images`.',
  },
  URL_NOT_ALLOWED: {
    meaning: 'Pictures are not fetched from that address: not http(s), not public, not an allowed host or port.',
    remedy: 'Upload the picture, or send it as base64.',
  },
  URL_UNREACHABLE: {
    meaning: 'The address gave no picture.',
    remedy: 'Check that it opens in a browser without signing in.',
  },
  INSTRUCTION_TOO_LONG: {
    meaning: 'The instruction has more tokens than the model takes.',
    remedy: 'Shorten it: `status { limits { instructionTokens instructionTokensWithImage } }`.',
  },
  ENCODER_UNAVAILABLE: {
    meaning: 'The model cannot compute now.',
    remedy: 'Try again in a moment; if it stays, the log of the server says why.',
  },
  VECTOR_STORE_UNAVAILABLE: {
    meaning: 'The vector store does not answer.',
    remedy: 'Try again; nothing that was acknowledged is lost.',
  },
  STORAGE_UNAVAILABLE: {
    meaning: 'The data folder cannot be read or written: no space, no rights, damage.',
    remedy: 'For whoever runs the server: the log says which; `leopard doctor` looks closer.',
  },
  READ_ONLY: {
    meaning: 'This server takes no changes at the moment; it searches and reads on.',
    remedy:
      'Send changes to another server, or later: a newer version has taken the collection over, or its database is a replica.',
  },
  RERANKER_NOT_CONFIGURED: {
    meaning: '`rerank` was selected, and no service is set up for it.',
    remedy: 'Search without `rerank`; whoever runs the server can set a service up (docs/reranking.md).',
  },
  RERANKER_UNAVAILABLE: {
    meaning: 'The service that ranks does not answer, or not in time.',
    remedy: 'Try again with `searchResult(id)`: the hits are kept.',
  },
  RERANKER_REFUSED: {
    meaning: 'The model declined to look at these pictures or to follow this instruction.',
    remedy: 'Ask in other words.',
  },
  RERANKER_INVALID_ANSWER: {
    meaning: 'What the model answered is no ranking, and could not be mended.',
    remedy: 'Try again, or name another model.',
  },
  RERANK_BUDGET_EXCEEDED: {
    meaning: 'The tokens of this minute or the dollars of this day are spent.',
    remedy: 'Wait as long as `retryAfterSeconds` says; whoever runs the server can raise the budget.',
  },
  SEARCH_NOT_FOUND: {
    meaning: 'The search whose picture was to be used again has expired, was erased, or never was.',
    remedy: 'Send the picture again.',
  },
  CONFLICT: {
    meaning: 'What a change counted on does not hold any more. Nothing was changed.',
    remedy: 'The message says how it is now: look again, then decide.',
  },
  INTERNAL_SERVER_ERROR: {
    meaning: 'A fault of ours. The message has an id and nothing else.',
    remedy: 'The log of the server has the cause under that id (`errorId`).',
  },
};

/** Codes of Apollo Server for requests that never came to a field. */
export type RequestErrorCode = Exclude<`${ApolloServerErrorCode}`, ErrorCode>;

/** The type sees to it that none of them is missing. */
export const REQUEST_ERROR_DOCUMENTATION: Readonly<Record<RequestErrorCode, ErrorDocumentation>> = {
  GRAPHQL_PARSE_FAILED: {
    meaning: 'The document is not GraphQL.',
    remedy: 'The message and `locations` say where it breaks off.',
  },
  GRAPHQL_VALIDATION_FAILED: {
    meaning: 'The document does not fit the schema, or asks for more than a document may.',
    remedy: 'The message names the field, the argument or the limit; the schema is at `/schema.graphql`.',
  },
  OPERATION_RESOLUTION_FAILURE: {
    meaning: 'The document has several operations, or none of the name that is asked for.',
    remedy: 'Send `operationName`, or one operation alone.',
  },
  BAD_REQUEST: {
    meaning:
      'The HTTP request is none that can be taken: no query in it, or a form without the header that browsers ask about first.',
    remedy: 'Send JSON with `query`; with files, also the header `apollo-require-preflight: true`.',
  },
  PERSISTED_QUERY_NOT_FOUND: {
    meaning: 'The server does not know the document of this hash.',
    remedy: 'Send the document along, as clients with persisted queries do by themselves.',
  },
  PERSISTED_QUERY_NOT_SUPPORTED: {
    meaning: 'The server keeps no documents by their hash.',
    remedy: 'Send the document.',
  },
};
