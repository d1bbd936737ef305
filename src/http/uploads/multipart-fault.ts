import { LeopardError } from '../../lib/errors.js';

const SPECIFICATION = 'github.com/jaydenseric/graphql-multipart-request-spec';

/** busboy has cut a file at its limit before anybody read it. */
export const isTruncated = (error: unknown) => error instanceof Error && /^File truncated/.test(error.message);

/** A request that is not what the multipart protocol says. @param why a sentence */
export const unreadableRequest = (why: string, cause?: unknown): LeopardError =>
  new LeopardError(
    'BAD_USER_INPUT',
    `The multipart request cannot be read: ${why} Send \`operations\`, then \`map\`, then the files (${SPECIFICATION}).`,
    { cause },
  );

/** The coded error for what graphql-upload-minimal and busboy say of a request that they cannot read. */
export function multipartFault(error: unknown): LeopardError {
  if (error instanceof LeopardError) return error;
  const message = (error instanceof Error ? error.message : String(error)).slice(0, 300);
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  if (/max file uploads exceeded/.test(message)) {
    return new LeopardError(
      'LIMIT_EXCEEDED',
      `The request has more files than one may have: ${message} (MAX_FILES_PER_REQUEST) Send them in several requests.`,
      { cause: error },
    );
  }
  if (status === 413) {
    return new LeopardError('LIMIT_EXCEEDED', `${message} Send less in one request (MAX_BODY_BYTES).`, {
      cause: error,
    });
  }
  if (/File missing in the request/.test(message)) {
    return new LeopardError(
      'BAD_USER_INPUT',
      'The file of this upload is missing in the request: `map` names it, but no part of that name came. Append every file that `map` names.',
      { cause: error },
    );
  }
  if (/Malformed part header/.test(message)) {
    return unreadableRequest('Malformed part header, as by a control character in the name of a file.', error);
  }
  return unreadableRequest(message, error);
}
