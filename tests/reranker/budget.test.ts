import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RerankCandidate } from '../../src/services/reranker/types.js';
import { type Responder, after, breakOff, bytes, fail, hangUp, ranking, say } from './support/answers.js';
import { startOpenAiDouble } from './support/openai-double.js';
import { plains } from './support/pictures.js';
import { type TestService, startService } from './support/service.js';

let service: TestService;
let candidates: RerankCandidate[];
let wishes = 0;
const rank = (more: { model?: string; signal?: AbortSignal } = {}) =>
  service.reranker.rerank({ query: { instruction: `wish ${(wishes += 1)}` }, candidates, ...more });
const answer = (prompt_tokens: number, completion_tokens: number): Responder =>
  say(ranking([0, 1, 2]), { usage: { prompt_tokens, completion_tokens } });
/** Noon and ten seconds, UTC, of the next day: nothing was spent yet. */
async function nextDay(settings: Record<string, unknown>): Promise<void> {
  service.clock.advance(Date.UTC(2026, 0, (day += 1), 12, 0, 10) - service.clock.now());
  await service.fresh(settings);
}
let day = 15;
/** When the day ends. */
const midnight = () => new Date(Date.UTC(2026, 0, day + 1)).toISOString();
const logged: Record<string, unknown>[] = [];

beforeAll(async () => {
  const logger = { warn: (fields: Record<string, unknown>) => void logged.push(fields) };
  service = await startService({}, { logger });
  candidates = await plains(3);
});
afterEach(() => expect(service.double.faults).toEqual([]));
afterAll(() => service.close());

describe('The token budget of a minute', () => {
  it('refuses what would go past it, says when it resets, and resets then', async () => {
    await nextDay({ tokensPerMinute: 10_000 });
    service.double.script(answer(9000, 500));
    await rank();
    await expect(rank()).rejects.toMatchObject({
      code: 'RERANK_BUDGET_EXCEEDED',
      message: expect.stringContaining(new Date(Date.UTC(2026, 0, day, 12, 1)).toISOString()),
      retryAfterSeconds: 50,
    });
    expect(service.double.calls).toHaveLength(1);
    service.clock.advance(50_000);
    expect(await rank()).toMatchObject({ cached: false });
  });

  it('counts what is under way, and gives back what was not used', async () => {
    await nextDay({ tokensPerMinute: 3000 });
    let open = () => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    service.double.script(after(gate, answer(10, 10)), after(gate, answer(10, 10)), answer(10, 10));
    const outcomes = [rank(), rank(), rank(), rank()].map((outcome) =>
      outcome.then(
        () => 'ranked',
        ({ code }) => String(code),
      ),
    );
    await service.double.called(2);
    open();
    expect((await Promise.all(outcomes)).sort()).toEqual([
      'RERANK_BUDGET_EXCEEDED',
      'RERANK_BUDGET_EXCEEDED',
      'ranked',
      'ranked',
    ]);
    expect(await rank()).toMatchObject({ cached: false });
  });

  it('counts nothing for a call that failed', async () => {
    await nextDay({ tokensPerMinute: 2000 });
    for (let time = 0; time < 5; time++) {
      service.double.script(fail(401));
      await expect(rank()).rejects.toMatchObject({ code: 'RERANKER_UNAVAILABLE' });
    }
    expect(await rank()).toMatchObject({ cached: false });
  });

  it('counts the input of a call that was broken off', async () => {
    await nextDay({});
    const controller = new AbortController();
    service.double.script(after(new Promise(() => {}), answer(1, 1)));
    const outcome = rank({ signal: controller.signal });
    outcome.catch(() => {});
    await service.double.called(1);
    controller.abort(new Error('gone'));
    await expect(outcome).rejects.toThrow('gone');
    await expect.poll(() => service.reranker.stats().inputTokens).toBeGreaterThan(500);
  });

  it('that is too small for any ranking says so', async () => {
    await nextDay({ tokensPerMinute: 100 });
    await expect(rank()).rejects.toMatchObject({
      code: 'RERANK_BUDGET_EXCEEDED',
      message: expect.stringContaining('Ask for fewer candidates'),
      retryAfterSeconds: undefined,
    });
  });
});

describe('What may have been paid is counted, by estimate where nobody says', () => {
  const spent = async (...responders: Responder[]) => {
    await nextDay({ retries: 0 });
    service.double.script(...responders);
    const outcome = await rank().catch(({ code }: { code: string }) => code);
    return { outcome, ...service.reranker.stats() };
  };

  it.each([
    ['an answer that breaks off', breakOff],
    ['a connection that ends without an answer', hangUp],
    ['an answer that is no chat completion', bytes('{"hello": 1}')],
  ])('%s', async (_, responder) => {
    const { outcome, inputTokens, outputTokens, dollars } = await spent(responder);
    expect(outcome).toBe('RERANKER_UNAVAILABLE');
    expect(inputTokens).toBeGreaterThan(500);
    expect(outputTokens).toBeGreaterThan(200);
    expect(dollars).toBeGreaterThan(0.003);
  });

  it('of every try', async () => {
    await nextDay({});
    service.double.script(breakOff, breakOff, answer(1000, 100));
    const { usage } = await rank();
    expect(usage.inputTokens).toBeGreaterThan(2000);
    expect(service.reranker.stats()).toMatchObject({ inputTokens: usage.inputTokens, upstreamCalls: 3 });
  });

  it('but not of a service that was never reached', async () => {
    const gone = await startOpenAiDouble();
    await gone.close();
    await nextDay({ baseUrl: gone.url, retries: 0 });
    await expect(rank()).rejects.toMatchObject({ code: 'RERANKER_UNAVAILABLE' });
    expect(service.reranker.stats()).toMatchObject({ inputTokens: 0, outputTokens: 0 });
  });

  it('usage as text is read', async () => {
    const usage = { prompt_tokens: '1000', completion_tokens: '100' };
    expect(await spent(say(ranking([0, 1, 2]), { usage }))).toMatchObject({ inputTokens: 1000, outputTokens: 100 });
  });

  it.each([
    ['missing', null],
    ['nothing', { prompt_tokens: 0, completion_tokens: 0 }],
    ['nonsense', { prompt_tokens: 'many', completion_tokens: -1 }],
    ['more than any model takes', { prompt_tokens: 2 ** 31, completion_tokens: 2 ** 40 }],
  ])('usage that is %s is estimated', async (_, usage) => {
    const { outcome, inputTokens, outputTokens } = await spent(say(ranking([0, 1, 2]), { usage }));
    expect(outcome).toMatchObject({ usage: { totalTokens: inputTokens + outputTokens } });
    expect(inputTokens).toBeGreaterThan(500);
    expect(inputTokens).toBeLessThan(5000);
    expect(outputTokens).toBeGreaterThan(20);
    expect(outputTokens).toBeLessThan(1000);
  });
});

describe('The dollar budget of a day', () => {
  it('refuses what would go past it until midnight UTC, also after a restart', async () => {
    await nextDay({ dollarsPerDay: 0.029 });
    service.double.script(answer(8000, 500));
    expect(await rank()).toMatchObject({ usage: { estimatedCost: 0.025 } });
    const refused = {
      code: 'RERANK_BUDGET_EXCEEDED',
      message: expect.stringContaining(midnight()),
      retryAfterSeconds: 12 * 3600 - 10,
    };
    await expect(rank()).rejects.toMatchObject(refused);
    await service.reranker.close();
    await service.fresh({ dollarsPerDay: 0.029 });
    await expect(rank()).rejects.toMatchObject(refused);
    service.clock.advance(12 * 3600_000 - 10_000);
    expect(await rank()).toMatchObject({ cached: false });
  });

  it('holds for two servers together', async () => {
    const settings = { dollarsPerDay: 0.02, concurrency: 8 };
    await nextDay(settings);
    const other = await service.reopen({ ...settings, cacheSeconds: 0 });
    let open = () => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    service.double.serve(after(gate, answer(10, 10)));
    let refused = 0;
    // Each alone, four of them would stay within the budget.
    const outcomes = Array.from({ length: 8 }, (_, index) =>
      (index % 2 === 0 ? service.reranker : other)
        .rerank({ query: { instruction: `both ${index}` }, candidates })
        .catch(({ code }: { code: string }) => (refused += Number(code === 'RERANK_BUDGET_EXCEEDED'))),
    );
    await expect.poll(() => service.double.calls.length + refused).toBe(8);
    expect(refused).toBeGreaterThan(1);
    expect(refused).toBeLessThan(8);
    open();
    await Promise.all(outcomes);
  });

  it.each([['yesterday'], [-3], [new Uint8Array([7])]])(
    'is not refilled by a record of the spending that is damaged: %j',
    async (amount) => {
      await nextDay({});
      await rank();
      service.damage(`update spending set amount = ? where budget like 'dollars %'`, amount);
      service.double.calls.length = 0;
      logged.length = 0;
      await service.fresh();
      await expect(rank()).rejects.toMatchObject({
        code: 'STORAGE_UNAVAILABLE',
        message: expect.stringContaining(midnight()),
        retryAfterSeconds: expect.any(Number),
      });
      expect(service.double.calls).toHaveLength(0);
      expect(logged.at(-1)).toMatchObject({ remedy: expect.stringMatching(/"dollars 2026-.*spending/) });
      expect(await rank({ model: 'small-model' })).toMatchObject({ cached: false });
      service.clock.advance(12 * 3600_000);
      expect(await rank()).toMatchObject({ cached: false });
      day += 1;
    },
  );

  it('counts what the operator says that a model costs', async () => {
    logged.length = 0;
    await nextDay({ prices: 'small-model=10000/10000' });
    await expect(rank({ model: 'small-model' })).rejects.toMatchObject({ code: 'RERANK_BUDGET_EXCEEDED' });
    expect(logged).toEqual([]);
  });

  it('does not count models without a known price, whose cost is null; the log says so', async () => {
    logged.length = 0;
    await nextDay({ dollarsPerDay: 0 });
    expect(logged).toMatchObject([{ models: ['small-model'], remedy: expect.stringContaining('RERANK_PRICES') }]);
    expect(await rank({ model: 'small-model' })).toMatchObject({ usage: { estimatedCost: null } });
    await expect(rank()).rejects.toMatchObject({ code: 'RERANK_BUDGET_EXCEEDED' });
  });
});

describe('The figures', () => {
  it('are counted for metrics', async () => {
    await nextDay({ cacheSeconds: 60 });
    const before = service.reranker.stats();
    expect(before).toMatchObject({ requests: 0, upstreamCalls: 0, dollars: 0, failures: {} });
    service.double.script(answer(1000, 100), say('?'), answer(2000, 200), fail(503), fail(401));
    await rank();
    await rank();
    await expect(rank()).rejects.toMatchObject({ code: 'RERANKER_UNAVAILABLE' });
    expect(service.reranker.stats()).toMatchObject({
      requests: 3,
      upstreamCalls: 5,
      retries: 1,
      repaired: 1,
      inputTokens: 4000,
      outputTokens: 500,
      failures: { RERANKER_UNAVAILABLE: 1 },
      inFlight: 0,
      waiting: 0,
    });
    expect(service.reranker.stats().dollars).toBeCloseTo((4000 * 2.5 + 500 * 10) / 1e6, 10);
  });
});
