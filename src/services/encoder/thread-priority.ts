import { readdir, readlink } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { basename } from 'node:path';

/** Nice value of threads that compute; the event loop stays at the process's own. */
const COMPUTING = 10;

/**
 * Runs `start`, then lowers the priority of the calling thread and of the threads that `start` made, so that the event
 * loop answers at once while every core computes. On Linux, where threads have priorities of their own; elsewhere only runs it.
 */
export async function lowerPriority<T>(start: () => Promise<T>): Promise<T> {
  if (process.platform !== 'linux') return start();
  const before = new Set(await threads());
  const value = await start();
  const made = (await threads()).filter((thread) => !before.has(thread));
  const own = basename(await readlink('/proc/thread-self').catch(() => ''));
  for (const thread of [...made, own]) {
    try {
      if (thread !== '') setPriority(Number(thread), COMPUTING);
    } catch {
      // The thread has ended, or a container forbids it: only responsiveness is lost.
    }
  }
  return value;
}

const threads = (): Promise<string[]> => readdir('/proc/self/task').catch(() => []);
