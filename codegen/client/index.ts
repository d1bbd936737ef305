export { createClient, type Client, type ClientOptions, type Given, type RequestOptions } from './client.js';
export { LeopardRequestError, type GraphQLFault, type RequestErrorCode, type RequestErrorDetails } from './errors.js';
export { multipartBody } from './multipart.js';
export * from './generated/graphql.js';
