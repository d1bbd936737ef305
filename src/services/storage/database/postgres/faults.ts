import { LeopardError, SetupError } from '../../../../lib/errors.js';

/** What a fault of Postgres means: https://www.postgresql.org/docs/current/errcodes-appendix.html, and codes of the system. */
const KINDS: readonly (readonly [RegExp, PostgresFaultKind])[] = [
  [/^(28P01|28000)$/, 'unauthenticated'],
  [/^3D000$/, 'no database'],
  [/^25006$/, 'read-only'],
  [/^42501$/, 'forbidden'],
  [/^42P01$/, 'no table'],
  [/^57014$/, 'slow'],
  [/^(53100|53200)$/, 'full'],
  [/^(XX001|XX002)$/, 'damaged'],
  [/^(40001|40P01)$/, 'in the way'],
  [/^23/, 'conflict'],
  [/^42P07$/, 'conflict'],
  [/^(08|57P|53300)/, 'away'],
  [/^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EMFILE|ENOENT)$/, 'away'],
  [/CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO/, 'tls'],
];

/** Poolers give one code to all that they refuse, and Postgres another to all that its rules of access do: the words tell them apart. */
const REFUSED = /^(08P01|28000)$/;
const REFUSALS: readonly (readonly [RegExp, PostgresFaultKind])[] = [
  [/unsupported startup parameter/i, 'pooler'],
  [/SSL required|no encryption/i, 'plain'],
  [/authentication failed|no such user/i, 'unauthenticated'],
  [/no such database|database .* does not exist/i, 'no database'],
];

const MESSAGES: readonly (readonly [RegExp, PostgresFaultKind])[] = [
  [/does not support SSL|certificate/i, 'tls'],
  [/connection|terminated|timeout exceeded|not queryable|ended/i, 'away'],
];

export type PostgresFaultKind =
  | 'unauthenticated'
  | 'no database'
  | 'read-only'
  | 'forbidden'
  | 'no table'
  | 'slow'
  | 'full'
  | 'damaged'
  | 'in the way'
  | 'conflict'
  | 'away'
  | 'tls'
  | 'plain'
  | 'pooler'
  | 'unknown';

export function kindOf(error: unknown): PostgresFaultKind {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  const refusal = REFUSED.test(String(code)) ? REFUSALS.find(([pattern]) => pattern.test(message))?.[1] : undefined;
  if (refusal !== undefined) return refusal;
  const byCode = KINDS.find(([pattern]) => pattern.test(String(code)))?.[1];
  return byCode ?? MESSAGES.find(([pattern]) => pattern.test(message))?.[1] ?? 'unknown';
}

const REQUESTS: Readonly<Partial<Record<PostgresFaultKind, string>>> = {
  away: 'The database does not answer. Nothing that was acknowledged was lost; repeat the request.',
  unauthenticated: 'The database does not let this server in any more. Whoever runs it has to correct the password.',
  'no database': 'The database is gone. Whoever runs the server has to bring it back.',
  forbidden: 'The database refuses this to the role of the server. Whoever runs it has to grant it.',
  slow: 'The database took too long. Nothing was changed; repeat the request, or ask for less.',
  full: 'The disk or the memory of the database is full. Nothing stored was lost and nothing new was stored. Free some space, then repeat the request.',
  damaged: 'A part of the database is damaged; what lies elsewhere in it still answers. Restore a backup.',
  tls: 'The database cannot be reached safely: its certificate is not accepted.',
  plain: 'The database wants TLS, which is off at this server. Whoever runs it has to put it on.',
};

/** What a client is told; a fault of another kind is ours and passes as it is. */
export function unavailable(error: unknown): unknown {
  if (error instanceof LeopardError || error instanceof SetupError) return error;
  const kind = kindOf(error);
  if (kind === 'read-only') return readOnly(error);
  const message = REQUESTS[kind];
  return message === undefined ? error : new LeopardError('STORAGE_UNAVAILABLE', message, { cause: error });
}

export const readOnly = (cause?: unknown) =>
  new LeopardError(
    'READ_ONLY',
    'The database takes no changes from this server at the moment: it is a replica, or a newer version of Leopard has taken it over. Searching and reading go on; send changes to another server, or later.',
    { cause },
  );

/** A commit of which nobody knows whether it came through. */
export const uncertain = (cause: unknown) =>
  new LeopardError(
    'STORAGE_UNAVAILABLE',
    'The connection to the database was lost in the middle of a change, which may have been made or not. Repeat the request: to store or delete the same twice does no harm.',
    { cause },
  );

/** What is said where the database cannot be opened. @param place its address without secrets */
export function notOpened(place: string, error: unknown): unknown {
  const cause = error instanceof LeopardError && error.cause !== undefined ? error.cause : error;
  const setup = (code: string, message: string) => new SetupError(code, message, { cause });
  const words = (cause as Error).message;
  switch (kindOf(cause)) {
    case 'unauthenticated':
      return setup(
        'DATABASE_UNAUTHENTICATED',
        `${place} does not let this server in. Correct user and password in DATABASE_URL.`,
      );
    case 'no database':
      return setup(
        'DATABASE_NOT_FOUND',
        `There is no database ${place}. Make it (\`createdb\`), or correct DATABASE_URL.`,
      );
    case 'tls':
      return setup(
        'DATABASE_TLS_FAILED',
        `${place} cannot be reached safely (${words}). Name its certificate authority with DATABASE_TLS_CA, reach it by a name that its certificate has, or set DATABASE_TLS=off where the network between is trusted.`,
      );
    case 'plain':
      return setup(
        'DATABASE_TLS_FAILED',
        `${place} wants TLS (${words}). Set DATABASE_TLS=verify, and name its certificate authority with DATABASE_TLS_CA where the system does not know it.`,
      );
    case 'forbidden':
      return setup(
        'DATABASE_FORBIDDEN',
        `${place} refuses this server's role what it needs (${words}). Run \`leopard migrate\` with a role that may make tables, and grant this one select, insert, update and delete on them.`,
      );
    case 'read-only':
      return setup(
        'DATABASE_READ_ONLY',
        `${place} takes no changes: it is a replica, or read-only. Name the primary in DATABASE_URL.`,
      );
    case 'pooler':
      return setup(
        'DATABASE_POOLER',
        `The pooler in front of ${place} refuses a setting (${words}). Add it to its ignore_startup_parameters.`,
      );
    case 'away':
    case 'slow':
      return setup('DATABASE_UNREACHABLE', `${place} does not answer (${words}). Start it, or correct DATABASE_URL.`);
    default:
      return error;
  }
}
