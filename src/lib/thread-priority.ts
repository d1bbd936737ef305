import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { basename } from 'node:path';

/**
 * Lowers the priority of the calling thread, and so of the threads that it makes from now on, to a nice value: the event loop then
 * answers at once while every core computes. On Linux, where threads have priorities of their own; elsewhere it does nothing.
 */
export function lowerPriority(nice: number): void {
  if (process.platform !== 'linux') return;
  try {
    // Read on this very thread: an asynchronous call would name one of the thread pool.
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), nice);
  } catch {
    // A container without /proc, or that forbids it: only responsiveness is lost.
  }
}
