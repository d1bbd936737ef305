import { readFileSync } from 'node:fs';

/** Processor time of the thread with the event loop, ms. Linux counts it for each thread; elsewhere undefined. */
export function mainThreadTime() {
  try {
    return Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return undefined;
  }
}
