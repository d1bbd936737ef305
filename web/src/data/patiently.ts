import { LeopardRequestError } from 'leopard/client';

/** Milliseconds until a server is asked again that is busy and does not say for how long. */
const PATIENCE = 2_000;

/** Asks again, as often as it takes, after the time that a busy server names. */
export async function patiently<Answer>(ask: () => Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof LeopardRequestError) || !['RATE_LIMITED', 'OVERLOADED'].includes(error.code)) throw error;
      const { retryAfterSeconds } = error.details;
      await pause(retryAfterSeconds === undefined ? PATIENCE : retryAfterSeconds * 1000, signal);
    }
  }
}

const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });
