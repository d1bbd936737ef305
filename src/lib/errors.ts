/** The closed list of error codes that a client can meet: the `ErrorCode` enum of the API contract. */
export const ERROR_CODES = [
  'BAD_USER_INPUT',
  'LIMIT_EXCEEDED',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'RATE_LIMITED',
  'OVERLOADED',
  'TIMEOUT',
  'IMAGE_UNREADABLE',
  'IMAGE_UNSUPPORTED',
  'IMAGE_TOO_LARGE',
  'IMAGE_NOT_FOUND',
  'URL_NOT_ALLOWED',
  'URL_UNREACHABLE',
  'INSTRUCTION_TOO_LONG',
  'ENCODER_UNAVAILABLE',
  'VECTOR_STORE_UNAVAILABLE',
  'STORAGE_UNAVAILABLE',
  'READ_ONLY',
  'RERANKER_NOT_CONFIGURED',
  'RERANKER_UNAVAILABLE',
  'RERANKER_REFUSED',
  'RERANKER_INVALID_ANSWER',
  'RERANK_BUDGET_EXCEEDED',
  'SEARCH_NOT_FOUND',
  'CONFLICT',
  'INTERNAL_SERVER_ERROR',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/**
 * A deliberate error: its message is meant for the person who caused it and says the remedy.
 * Everything that is not a LeopardError is a fault of ours and is masked before a client sees it.
 * `cause` is for the log only.
 */
export class LeopardError extends Error {
  override readonly name = 'LeopardError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions & { readonly retryAfterSeconds?: number },
  ) {
    super(message, options);
    this.retryAfterSeconds = options?.retryAfterSeconds;
  }

  /** When trying again makes sense (RATE_LIMITED, OVERLOADED, RERANK_BUDGET_EXCEEDED). */
  readonly retryAfterSeconds: number | undefined;
}

/** A fault of the installation found before serving (model, data folder, configuration): printed by the command line, exit code 1. */
export class SetupError extends Error {
  override readonly name = 'SetupError';

  /** `code`: stable, for scripts, such as CHECKPOINT_TRUNCATED or DATA_FOLDER_LOCKED. `message` says the remedy. */
  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
