/** What an attack did to others, in ms. */
export interface Figures {
  readonly health: Latencies;
  readonly search: Latencies;
  /** Searches of others that were not answered. */
  readonly refused: number;
}

interface Latencies {
  readonly median: number;
  readonly worst: number;
}

const PAUSE = 20;

/** Asks, one after the other, whether the server lives, and for searches, as long as an attack goes on. */
export async function watch(url: string, attack: () => Promise<unknown>): Promise<Figures> {
  let going = true;
  let refused = 0;
  const measured = async (ask: () => Promise<Response>) => {
    const times: number[] = [];
    do {
      const start = performance.now();
      const good = await ask().then(
        async (answer) => (await answer.text(), answer.ok),
        () => false,
      );
      times.push(performance.now() - start);
      if (!good) refused++;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    } while (going);
    return times;
  };
  let number = 0;
  const search = () =>
    fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: `{ search(instruction: "a red square ${number++}", limit: 9) { hits { score } } }`,
      }),
      signal: AbortSignal.timeout(90_000),
    });
  const [health, searches] = await Promise.all([
    measured(() => fetch(`${url}/healthz`)),
    measured(search),
    attack().finally(() => (going = false)),
  ]);
  return { health: latencies(health), search: latencies(searches), refused };
}

function latencies(times: number[]): Latencies {
  const sorted = times.toSorted((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)] ?? 0, worst: sorted.at(-1) ?? 0 };
}
