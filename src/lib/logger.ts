import { createRequire } from 'node:module';
import pino, { type Logger } from 'pino';
import type pretty from 'pino-pretty';

/** Headers and fields that carry secrets, wherever in a line they are. */
const SECRETS = ['authorization', 'cookie', 'apiKey', 'token', 'vectorStoreToken', 'password'];

const STANDARD_ERROR = 2;

/**
 * The log of a command, on standard error: lines of JSON, or easier to read where a person looks on.
 * Pictures never get into it: binary data is written as its length.
 */
export function createLogger(level: string): Logger {
  const options = {
    level,
    base: null,
    redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '(secret)' },
    serializers: { err: pino.stdSerializers.err },
  };
  if (!process.stderr.isTTY) return pino(options, pino.destination({ fd: STANDARD_ERROR, sync: true }));
  // Nothing else needs it.
  const readable = createRequire(import.meta.url)('pino-pretty') as typeof pretty;
  return pino(options, readable({ destination: STANDARD_ERROR, colorize: true, sync: true }));
}
