import { describe, expect, it } from 'vitest';
import type { Priority } from '../../src/lib/fair-queue.js';
import { Scheduler } from '../../src/services/encoder/scheduler.js';

/** A backend whose workers finish when the test says so; `log` is the order in which jobs began. */
function bench({ workers = 1, searchWorkers = 0, queueLength = 100 } = {}) {
  const idle = { shared: workers, search: searchWorkers };
  const backend = { alive: true, idle: (kind: 'shared' | 'search') => idle[kind] };
  const scheduler = new Scheduler({ queueLength, backend });
  const log: string[] = [];
  const running: (() => void)[] = [];
  const submit = (name: string, priority: Priority, signal?: AbortSignal) =>
    scheduler.submit({
      priority,
      signal,
      prepare: async () => name,
      run: (prepared, kind) => {
        log.push(kind === 'search' ? `${prepared} on a search worker` : prepared);
        idle[kind] -= 1;
        return new Promise<string>((resolve) => {
          running.push(() => {
            idle[kind] += 1;
            resolve(prepared);
          });
        });
      },
    });
  /** Lets every promise settle, then finishes the oldest running job. */
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const finishOne = async () => {
    await turn();
    running.shift()?.();
    await turn();
  };
  return { scheduler, backend, log, submit, finishOne, turn };
}

describe('who goes next', () => {
  it('lets searches overtake ingestion', async () => {
    const { log, submit, finishOne, turn } = bench();
    const jobs = [submit('bulk 1', 'bulk'), submit('bulk 2', 'bulk')];
    await turn();
    jobs.push(submit('search', 'interactive'));
    await turn();
    for (let index = 0; index < 3; index++) await finishOne();
    await Promise.all(jobs);
    expect(log).toEqual(['bulk 1', 'search', 'bulk 2']);
  });

  it('never starves ingestion: under endless searches it gets every fifth turn', async () => {
    const { log, submit, finishOne } = bench();
    const jobs = [submit('first', 'interactive')];
    for (let index = 0; index < 3; index++) jobs.push(submit('bulk', 'bulk'));
    for (let index = 0; index < 14; index++) jobs.push(submit('search', 'interactive'));
    for (let index = 0; index < jobs.length; index++) await finishOne();
    await Promise.all(jobs);
    const places = log.flatMap((name, index) => (name === 'bulk' ? [index] : []));
    expect(log).toHaveLength(18);
    expect(places.every((place, index) => place - (places[index - 1] ?? -1) <= 6)).toBe(true);
    expect(places).toHaveLength(3);
  });

  it('keeps the order within a priority', async () => {
    const { log, submit, finishOne } = bench();
    const jobs = ['a', 'b', 'c', 'd'].map((name) => submit(name, 'bulk'));
    for (let index = 0; index < 4; index++) await finishOne();
    await Promise.all(jobs);
    expect(log).toEqual(['a', 'b', 'c', 'd']);
  });

  it('gives a search worker to searches only', async () => {
    const { log, submit, finishOne, turn } = bench({ searchWorkers: 1 });
    const jobs = [submit('bulk 1', 'bulk'), submit('bulk 2', 'bulk'), submit('search', 'interactive')];
    await turn();
    expect(log.sort()).toEqual(['bulk 1', 'search on a search worker']);
    for (let index = 0; index < 3; index++) await finishOne();
    await Promise.all(jobs);
  });
});

it('fails what waits when no worker is left and none starts', async () => {
  const { scheduler, backend, submit, finishOne, turn } = bench();
  const running = submit('running', 'bulk');
  await turn();
  const waiting = submit('waiting', 'bulk');
  await turn();
  backend.alive = false;
  scheduler.pump();
  await expect(waiting).rejects.toMatchObject({ code: 'ENCODER_UNAVAILABLE' });
  await finishOne();
  await running;
});

it('refuses an aborted request at once, and frees the place of one that is aborted in the queue', async () => {
  const { submit, finishOne, turn } = bench({ queueLength: 1 });
  const running = submit('running', 'bulk');
  await turn();
  const abort = new AbortController();
  const waiting = submit('waiting', 'bulk', abort.signal);
  await expect(submit('too many', 'bulk')).rejects.toMatchObject({ code: 'OVERLOADED' });
  abort.abort(new Error('gone'));
  await expect(waiting).rejects.toThrow('gone');
  await expect(submit('late', 'bulk', abort.signal)).rejects.toThrow('gone');
  const next = submit('next', 'bulk');
  await finishOne();
  await finishOne();
  await Promise.all([running, next]);
});
