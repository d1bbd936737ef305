import type { Logger } from 'pino';
import type { Images, Signals } from '../storage/types/index.js';
import type { Renditions } from './renditions/index.js';

/** Between two looks, in milliseconds. */
const LOOK = 1000;
/** What is committed a little later may carry an earlier time, in milliseconds. */
const OVERLAP = 5000;

export interface ForgetParts {
  readonly images: Pick<Images, 'removedSince'>;
  readonly renditions: Pick<Renditions, 'remove'>;
  readonly signals: Signals;
  readonly logger: Pick<Logger, 'warn'>;
}

/** Deletes what this server has made of pictures that other servers deleted. @returns ends it */
export function forgetRenditions({ images, renditions, signals, logger }: ForgetParts): () => void {
  let since = 0;
  let looked = 0;
  let looking = false;
  async function look(): Promise<void> {
    const { ids, now } = await images.removedSince(since - OVERLAP);
    if (ids.length > 0) await renditions.remove(ids);
    since = now;
  }
  return signals.listen(({ kind }) => {
    if (kind !== 'changes' || looking || performance.now() - looked < LOOK) return;
    looked = performance.now();
    looking = true;
    look()
      .catch((error: unknown) =>
        logger.warn({ err: error }, 'deletions of other servers could not be followed; they are later'),
      )
      .finally(() => (looking = false));
  });
}
