import { expect, it } from 'vitest';
import { FairQueue, type Priority } from '../../src/lib/fair-queue.js';

/** A queue whose work ends when the test says so; `log` is the order in which pieces began. */
function bench(options: { places?: number; placesOfOne?: number; placesOfBulk?: number } = {}) {
  const queue = new FairQueue({ places: 1, placesOfOne: 1, placesOfBulk: 1, ...options });
  const log: string[] = [];
  const running = new Map<string, () => void>();
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const submit = (name: string, client: string, priority: Priority = 'interactive', signal?: AbortSignal) =>
    queue.run({ client, priority, signal }, async () => {
      log.push(name);
      await new Promise<void>((resolve) => running.set(name, resolve));
    });
  /** The piece that began last, where none is named. */
  const finish = async (name?: string) => {
    await turn();
    running.get(name ?? log.at(-1) ?? '')?.();
    await turn();
  };
  return { queue, log, submit, finish, turn };
}

it('lets clients take turns, however much one of them has brought first', async () => {
  const { log, submit, finish } = bench();
  const all = [...['a1', 'a2', 'a3'].map((name) => submit(name, 'a')), submit('b1', 'b'), submit('b2', 'b')];
  for (let index = 0; index < 5; index++) await finish();
  await Promise.all(all);
  expect(log).toEqual(['a1', 'a2', 'b1', 'a3', 'b2']);
});

it('gives no client, and no bulk work, all of the places', async () => {
  const { log, submit, finish, turn } = bench({ places: 3, placesOfOne: 2, placesOfBulk: 2 });
  const all = ['a1', 'a2', 'a3'].map((name) => submit(name, 'a', 'bulk'));
  await turn();
  expect(log).toEqual(['a1', 'a2']);
  all.push(submit('b1', 'b', 'bulk'));
  await turn();
  expect(log).toEqual(['a1', 'a2']);
  all.push(submit('c1', 'c'));
  await turn();
  expect(log).toEqual(['a1', 'a2', 'c1']);
  for (const name of ['a1', 'a2', 'b1', 'a3', 'c1']) await finish(name);
  await Promise.all(all);
});

it('does interactive work first, and bulk work in every fifth turn at least', async () => {
  const { log, submit, finish } = bench();
  const all = [submit('first', 'a'), submit('bulk', 'b', 'bulk')];
  const names = Array.from({ length: 6 }, (_, index) => `search ${index}`);
  all.push(...names.map((name, index) => submit(name, `client ${index}`)));
  while (log.length < 8) await finish();
  await finish();
  await Promise.all(all);
  expect(log.indexOf('bulk')).toBe(4);
});

it('forgets work whose signal fires while it waits', async () => {
  const { log, submit, finish } = bench();
  const first = submit('first', 'a');
  const abort = new AbortController();
  const dropped = submit('dropped', 'a', 'interactive', abort.signal);
  const last = submit('last', 'a');
  abort.abort(new Error('gone'));
  await expect(dropped).rejects.toThrow('gone');
  await finish('first');
  await finish('last');
  await Promise.all([first, last]);
  expect(log).toEqual(['first', 'last']);
});
