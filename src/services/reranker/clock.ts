import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from './types.js';

/** The machine's time. */
export const systemClock: Clock = {
  now: Date.now,
  sleep: async (milliseconds, signal) => {
    try {
      await sleep(milliseconds, undefined, { signal });
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    }
  },
};
