/** What a piece of work comes to, or the signal's reason, whichever is first. The work itself goes on. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  const listening = new AbortController();
  try {
    return await Promise.race([
      work,
      new Promise<never>((_, reject) => {
        const leave = () => reject(signal.reason);
        if (signal.aborted) leave();
        else signal.addEventListener('abort', leave, { once: true, signal: listening.signal });
      }),
    ]);
  } finally {
    listening.abort();
  }
}
