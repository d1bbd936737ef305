import type { ErrorCode } from './generated/graphql.js';

/** One entry of `errors` in an answer (GraphQL specification, section 7.1.2). */
export interface GraphQLFault {
  readonly message: string;
  readonly path?: readonly (string | number)[] | undefined;
  readonly extensions?: ({ readonly code?: string } & Record<string, unknown>) | undefined;
}

/**
 * Why a request failed: an ErrorCode of the schema; NETWORK_ERROR where no answer came; UNEXPECTED_ANSWER where
 * something else than a GraphQL server answered.
 */
export type RequestErrorCode = ErrorCode | 'NETWORK_ERROR' | 'UNEXPECTED_ANSWER';

export interface RequestErrorDetails {
  /** HTTP status; 0 where no answer came. */
  readonly status: number;
  readonly errors: readonly GraphQLFault[];
  /** What did arrive: fields that failed are null in it. */
  readonly data?: unknown;
  /** When trying again makes sense (RATE_LIMITED, OVERLOADED). */
  readonly retryAfterSeconds?: number | undefined;
  readonly cause?: unknown;
}

/** What a request failed with; `message` says the remedy. */
export class LeopardRequestError extends Error {
  override readonly name = 'LeopardRequestError';

  constructor(
    readonly code: RequestErrorCode,
    message: string,
    readonly details: RequestErrorDetails,
  ) {
    super(message, { cause: details.cause });
  }
}
