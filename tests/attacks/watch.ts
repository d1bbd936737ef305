import { setTimeout as pause } from 'node:timers/promises';

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
/** How often an attack is repeated that is over in a moment, so that as many searches meet it. */
const REPEATED = 20;
/** Milliseconds. */
const MOMENT = 1000;
const BETWEEN = 150;

interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Asks, one after the other, whether the server lives, and for searches, as long as an attack goes on, again and again where it is short.
 * What counts is what was under way while the attack was.
 */
export async function watch(url: string, attack: () => Promise<unknown>): Promise<Figures> {
  let going = true;
  let refused = 0;
  const measured = async (ask: () => Promise<Response>) => {
    const spans: Span[] = [];
    do {
      const start = performance.now();
      const good = await ask().then(
        async (answer) => (await answer.text(), answer.ok),
        () => false,
      );
      spans.push({ start, end: performance.now() });
      if (!good) refused++;
      await pause(PAUSE);
    } while (going);
    return spans;
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
  const [health, searches, attacks] = await Promise.all([
    measured(() => fetch(`${url}/healthz`)),
    measured(search),
    repeated(attack).finally(() => (going = false)),
  ]);
  const meets = (one: Span) => attacks.some(({ start, end }) => one.start < end && start < one.end);
  return { health: latencies(health.filter(meets)), search: latencies(searches.filter(meets)), refused };
}

async function repeated(attack: () => Promise<unknown>): Promise<Span[]> {
  const spans: Span[] = [];
  do {
    const start = performance.now();
    await attack();
    const end = performance.now();
    spans.push({ start, end });
    if (end - start > MOMENT) break;
    await pause(BETWEEN);
  } while (spans.length < REPEATED);
  return spans;
}

function latencies(spans: readonly Span[]): Latencies {
  const sorted = spans.map(({ start, end }) => end - start).toSorted((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)] ?? 0, worst: sorted.at(-1) ?? 0 };
}
