import { expect, test } from 'vitest';
import type { Database } from '../../../src/services/storage/types/index.js';
import { encoderOf, sha256 } from '../support.js';

/** What every `Rankings`, `Spending`, `ApiKeys`, `Settings`, `Generations` and `Leases` does. @param open an empty database */
export function othersConformance(open: () => Promise<Database>): void {
  test('a ranking is found until it expires, and replaced', async () => {
    const { rankings } = await open();
    await rankings.set('k', { ranking: [1, 0], text: 'a\0b' }, 100);
    expect(await rankings.get('k', 99)).toEqual({ ranking: [1, 0], text: 'a\0b' });
    expect(await rankings.get('k', 100)).toBeUndefined();
    await rankings.set('k', null, 200);
    expect(await rankings.get('k', 100)).toBeNull();
    expect(await rankings.sweep(199)).toBe(0);
    expect(await rankings.sweep(200)).toBe(1);
    expect(await rankings.get('k', 0)).toBeUndefined();
  });

  test('of claims at once no more is granted than the limits allow, and all of a claim or nothing', async () => {
    const { spending } = await open();
    const day = { window: 'dollars', amount: 1, limit: 10, end: 100 };
    const minute = { window: 'tokens', amount: 2, limit: 14, end: 50 };
    const refusals = await Promise.all(Array.from({ length: 20 }, () => spending.claim([day, minute])));
    expect(refusals.filter((window) => window === undefined)).toHaveLength(7);
    expect(new Set(refusals)).toEqual(new Set([undefined, 'tokens']));
    expect([await spending.spent('dollars'), await spending.spent('tokens')]).toEqual([7, 14]);
    await spending.adjust([
      { window: 'dollars', by: -0.75 },
      { window: 'tokens', by: -99 },
    ]);
    expect([await spending.spent('dollars'), await spending.spent('tokens')]).toEqual([6.25, 0]);
    expect(await spending.claim([{ ...day, amount: 4 }])).toBe('dollars');
    expect(await spending.claim([{ ...day, amount: 3.75 }])).toBeUndefined();
    await spending.sweep(50);
    expect([await spending.spent('dollars'), await spending.spent('tokens')]).toEqual([10, 0]);
  });

  test('keys are kept, each id once, and removed', async () => {
    const { apiKeys } = await open();
    const key = {
      ...{ id: 'ab', name: 'a\0b', scope: 'read' as const, hash: sha256('key'), createdAt: '2026-01-01T00:00:00.000Z' },
      ...{ expiresAt: null, requestsPerMinute: null },
    };
    const other = {
      ...key,
      id: 'cd',
      expiresAt: '2027-01-01T00:00:00.000Z',
      requestsPerMinute: 5,
      scope: 'write' as const,
    };
    expect(await Promise.all([apiKeys.add(key), apiKeys.add(key), apiKeys.add(other)])).toEqual([true, false, true]);
    expect(await apiKeys.list()).toEqual([key, other]);
    expect([await apiKeys.remove('ab'), await apiKeys.remove('ab')]).toEqual([true, false]);
    expect(await apiKeys.list()).toEqual([other]);
  });

  test('a setting is decided once, by whoever comes first', async () => {
    const { settings } = await open();
    expect(await settings.get('deployment_id')).toBeUndefined();
    const kept = await Promise.all(['a', 'b', 'c'].map((value) => settings.setOnce('deployment_id', value)));
    expect(new Set(kept).size).toBe(1);
    expect(await settings.get('deployment_id')).toBe(kept[0]);
    expect(await settings.get('signing_secret')).toBeUndefined();
    for (const value of ['d', 'e']) {
      await settings.replace('signing_secret', value);
      expect(await settings.get('signing_secret')).toBe(value);
    }
  });

  test('settings of a kind are listed and removed', async () => {
    const { settings } = await open();
    await settings.setOnce('signing_secret', 's');
    for (const name of ['a', 'b'] as const) await settings.replace(`unclean ${name}`, name);
    const listed = async () => (await settings.list('unclean ')).map(({ name, value }) => [name, value]).sort();
    expect(await listed()).toEqual([
      ['unclean a', 'a'],
      ['unclean b', 'b'],
    ]);
    for (const name of ['a', 'none'] as const) await settings.remove(`unclean ${name}`);
    expect(await listed()).toEqual([['unclean b', 'b']]);
    expect(await settings.get('signing_secret')).toBe('s');
  });

  test('one generation answers; an earlier holder moves nothing any more', async () => {
    const database = await open();
    const { generations } = database;
    const encoder = await encoderOf(database);
    expect(await encoderOf(database)).toBe(encoder);
    expect(await generations.active()).toBeUndefined();
    const first = await generations.create('g1', encoder);
    const identity = { model: 'test' };
    expect(first).toEqual({ name: 'g1', encoder, identity, applied: 0, durable: 0, active: true, epoch: 0 });
    expect(await generations.create('g1', encoder)).toEqual(first);
    const old = await generations.fence('g1');
    const now = await generations.fence('g1');
    expect(await generations.advance('g1', old.epoch, { applied: 5 })).toBe(false);
    expect(await generations.advance('g1', now.epoch, { applied: 7, durable: 3 })).toBe(true);
    expect(await generations.advance('g1', now.epoch, { applied: 8 })).toBe(true);
    expect(await generations.active()).toMatchObject({ applied: 8, durable: 3, epoch: 2 });
    await generations.create('g2', encoder);
    expect((await generations.list()).map(({ name, active }) => [name, active])).toEqual([
      ['g1', true],
      ['g2', false],
    ]);
    expect(await generations.remove('g1')).toBe(false);
    await generations.activate('g2');
    expect((await generations.active())?.name).toBe('g2');
    await expect(generations.activate('g3')).rejects.toThrow();
    expect((await generations.active())?.name).toBe('g2');
    expect([await generations.remove('g1'), await generations.remove('g1')]).toEqual([true, false]);
  });

  test('one holder of a lease at a time, the next one when it is given back', async () => {
    const { leases } = await open();
    const first = await leases.acquire('feed');
    expect(await leases.tryAcquire('feed')).toBeUndefined();
    expect(await leases.tryAcquire('sweep')).toBeDefined();
    const order: string[] = [];
    const waiting = [1, 2].map(async (n) => {
      const lease = await leases.acquire('feed');
      order.push(`got ${n}`);
      await lease.release();
    });
    const impatient = new AbortController();
    const given = leases.acquire('feed', impatient.signal);
    impatient.abort(new Error('gone'));
    await expect(given).rejects.toThrow('gone');
    order.push('released');
    await first.release();
    await Promise.all(waiting);
    expect(order[0]).toBe('released');
    expect(order).toHaveLength(3);
    expect(first.lost.aborted).toBe(false);
  });
}
