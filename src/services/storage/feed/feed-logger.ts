import type { Logger } from 'pino';

/** pino's, as far as it is needed. */
export type FeedLogger = Pick<Logger, 'info' | 'warn'>;
