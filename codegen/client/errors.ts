/** One entry of `errors` in an answer (GraphQL specification, section 7.1.2). */
export interface GraphQLFault {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: { readonly code?: string } & Record<string, unknown>;
}

/** What a request failed with. `code` is an ErrorCode of the schema, or NETWORK_ERROR where no answer came. */
export class LeopardRequestError extends Error {
  override readonly name = 'LeopardRequestError';

  constructor(
    readonly code: string,
    message: string,
    readonly details: {
      /** HTTP status; 0 where no answer came. */
      readonly status: number;
      readonly errors: readonly GraphQLFault[];
      /** What did arrive: fields that failed are null in it. */
      readonly data?: unknown;
      readonly retryAfterSeconds?: number;
      readonly cause?: unknown;
    },
  ) {
    super(message, { cause: details.cause });
  }
}
