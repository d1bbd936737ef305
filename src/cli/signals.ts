import { SetupError } from '../lib/errors.js';

/**
 * Resolves at the first SIGTERM, SIGINT (Ctrl-C) or SIGHUP. At a second one the process ends at once: whoever presses
 * Ctrl-C twice means it, and what was acknowledged is on the disk.
 */
export function untilTold(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let told = false;
    const tell = (signal: NodeJS.Signals) => {
      if (told) process.exit(130);
      told = true;
      resolve(signal);
    };
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, tell);
  });
}

/** Fires when the process is told to end; its reason is INTERRUPTED with this message. */
export function untilInterrupted(message: string): AbortSignal {
  const stop = new AbortController();
  void untilTold().then(() => stop.abort(new SetupError('INTERRUPTED', message)));
  return stop.signal;
}
