import { LeopardError, SetupError } from '../../../../lib/errors.js';

interface S3Fault {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** By status: the answer to a HEAD has no body, and so no code. A bucket that is gone is no missing object. */
export function statusOf(error: unknown): number | undefined {
  const { name, $metadata } = error as S3Fault;
  return name === 'NoSuchBucket' ? undefined : $metadata?.httpStatusCode;
}

export const isAborted = (error: unknown, signal: AbortSignal | undefined): boolean =>
  signal?.aborted === true || (error as Error).name === 'AbortError';

/** What went wrong in few words: the SDK's errors carry whole requests, which no log has to have. */
function cause(error: unknown): Error {
  const { name, message, code, $metadata } = error as S3Fault;
  const status = $metadata?.httpStatusCode;
  return new Error([status === undefined ? 'S3' : `S3 ${status}`, code ?? name, message].filter(Boolean).join(' '));
}

/** What a client is told. */
export function unavailable(error: unknown): LeopardError {
  if (error instanceof LeopardError) return error;
  const status = (error as S3Fault).$metadata?.httpStatusCode;
  const message =
    status === 401 || status === 403
      ? 'The object store refuses this to the server. Whoever runs it has to correct credentials or permissions. Nothing that was acknowledged was lost.'
      : 'The object store does not answer as it should. Nothing that was acknowledged was lost; repeat the request.';
  return new LeopardError('STORAGE_UNAVAILABLE', message, { cause: cause(error) });
}

/** What is said where the store cannot be used at the start. @param place `s3://bucket/prefix` */
export function notOpened(place: string, error: unknown): SetupError {
  const fault = (error as Error).cause ?? error;
  const words = (fault as Error).message;
  if (/ (401|403) |^S3 (401|403)|XAdminUserNotFound|InvalidAccessKeyId|Credentials/.test(words))
    return new SetupError(
      'OBJECT_STORE_FORBIDDEN',
      `${place} refuses the server (${words}). Correct AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and allow s3:GetObject, s3:PutObject, s3:DeleteObject and s3:ListBucket.`,
      { cause: fault },
    );
  if (/NoSuchBucket|^S3 404/.test(words))
    return new SetupError(
      'OBJECT_STORE_NOT_FOUND',
      `There is no bucket for ${place} (${words}). Make it, or correct OBJECT_STORE, AWS_REGION or AWS_ENDPOINT_URL.`,
      { cause: fault },
    );
  return new SetupError(
    'OBJECT_STORE_UNREACHABLE',
    `${place} does not answer as it should (${words}). Start it, or correct AWS_ENDPOINT_URL and AWS_REGION.`,
    { cause: fault },
  );
}
