import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../table.js';
import type { Client } from './clients.js';
import { photograph } from './clients.js';

/** Times in ms. */
export interface Experience {
  readonly health: number[];
  readonly pictures: number[];
  readonly words: number[];
  readonly failed: string[];
}

/** What others of a server meet with for a while: health checks, searches by picture and by words, one of each at a time. */
export async function liveWith(url: string, client: Client, milliseconds: number, seed: number): Promise<Experience> {
  const end = performance.now() + milliseconds;
  const experience: Experience = { health: [], pictures: [], words: [], failed: [] };
  const timed = async (times: number[], ask: () => Promise<string>) => {
    const started = performance.now();
    const result = await ask();
    times.push(performance.now() - started);
    if (result !== 'ok') experience.failed.push(result);
  };
  const repeat = async (pause: number, once: (count: number) => Promise<void>) => {
    for (let count = 0; performance.now() < end; count++) {
      await once(count);
      await sleep(pause);
    }
  };
  await Promise.all([
    repeat(50, () => timed(experience.health, () => fetch(`${url}/healthz`).then(({ ok }) => (ok ? 'ok' : 'not ok')))),
    repeat(100, async (count) => {
      const picture = await photograph(seed + count);
      await timed(experience.pictures, () => client.search({ picture }));
    }),
    repeat(100, (count) =>
      timed(experience.words, () => client.search({ words: `a red mug, number ${seed + count}` })),
    ),
  ]);
  return experience;
}

export const describeTimes = (times: readonly number[]): string =>
  `median ${quantile(times, 0.5).toFixed(0)} ms, 90 % ${quantile(times, 0.9).toFixed(0)} ms, longest ${Math.max(...times).toFixed(0)} ms (${times.length})`;
