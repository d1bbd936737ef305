import { afterEach, describe, expect, it } from 'vitest';
import { ThreadReserve } from '../../src/services/encoder/thread.js';
import { WorkerPool, type PlannedWorker } from '../../src/services/encoder/worker-pool.js';
import type { Task } from '../../src/services/encoder/worker-protocol.js';

const program = new URL('../fixtures/encoder/fragile-worker.mjs', import.meta.url);
const reserve = () => new ThreadReserve(program, 1);
const plan = (threads = 1): PlannedWorker => ({
  kind: 'shared',
  setup: {
    dimensions: {
      family: 'visualized-bge',
      pixelMean: [0, 0, 0],
      pixelStd: [1, 1, 1],
      imageSize: 224,
      patches: 196,
      width: 1,
    },
    source: { kind: 'prepacked', folder: '' },
    threads,
    nice: 10,
  },
});
const task = (...tokenIds: number[]): Task => ({ tokenIds, positions: tokenIds, keepImageTokens: false });
const WORK = 9;
const THROW = 1;
const EXIT = 2;
const FAIL = 3;

let pool: WorkerPool | undefined;
afterEach(() => pool?.close());

/** Resolves once a worker is idle again. */
const idle = (of: WorkerPool): Promise<void> =>
  new Promise((resolve) => {
    const check = () => of.idle('shared') > 0 && resolve();
    of.onChange = check;
    check();
  });

describe('a worker thread that dies', () => {
  it.each([
    ['throws', THROW, 'Out of memory'],
    ['exits', EXIT, 'ended with code 7'],
  ])('by a fault that %s fails its own work with a code, and is replaced', async (_, fault, cause) => {
    pool = await WorkerPool.start([plan()], reserve());
    await expect(pool.run(task(fault), 'shared')).rejects.toMatchObject({
      code: 'ENCODER_UNAVAILABLE',
      cause: { message: expect.stringContaining(cause) as unknown },
    });
    await idle(pool);
    expect([...(await pool.run(task(WORK), 'shared')).embedding]).toEqual([WORK]);
    expect(pool.crashes).toBe(1);
  });

  it('leaves the work of the others alone', async () => {
    pool = await WorkerPool.start([plan(), plan()], reserve());
    const [lost, done] = await Promise.allSettled([pool.run(task(THROW), 'shared'), pool.run(task(WORK), 'shared')]);
    expect(lost.status).toBe('rejected');
    expect(done.status).toBe('fulfilled');
  });
});

it('a runtime that refuses one task fails that task with a code, and the worker goes on', async () => {
  pool = await WorkerPool.start([plan()], reserve());
  await expect(pool.run(task(FAIL), 'shared')).rejects.toMatchObject({ code: 'ENCODER_UNAVAILABLE' });
  expect([...(await pool.run(task(WORK), 'shared')).embedding]).toEqual([WORK]);
  expect(pool.crashes).toBe(0);
});

it('a model that cannot be opened is an error at the start, with its reason', async () => {
  await expect(WorkerPool.start([plan(), plan(0)], reserve())).rejects.toThrow('The model cannot be opened');
});
