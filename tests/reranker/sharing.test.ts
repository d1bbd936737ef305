import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RerankCandidate, RerankRequest } from '../../src/services/reranker/types.js';
import { after, fail, ranking, say } from './support/answers.js';
import { type TestPicture, plain, plains } from './support/pictures.js';
import { type TestService, startService } from './support/service.js';

let service: TestService;
let image: TestPicture;
let candidates: RerankCandidate[];
let wishes = 0;
/** A request that was never made before. */
const request = (more: Partial<RerankRequest> = {}): RerankRequest => ({
  query: { instruction: `wish ${(wishes += 1)}` },
  candidates,
  ...more,
});

beforeAll(async () => {
  service = await startService();
  image = await plain('#204060');
  candidates = await plains(3);
});
beforeEach(() => service.fresh({ cacheSeconds: 3600, tokensPerMinute: 1_000_000 }));
afterEach(() => expect(service.double.faults).toEqual([]));
afterAll(() => service.close());

describe('Ten identical requests at once', () => {
  it('make one call upstream and have one answer', async () => {
    const same = request();
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => service.reranker.rerank({ ...same })));
    expect(service.double.calls).toHaveLength(1);
    expect(new Set(outcomes.map(({ ranking }) => JSON.stringify(ranking))).size).toBe(1);
    expect(service.reranker.stats()).toMatchObject({ requests: 10, shared: 9, upstreamCalls: 1, cached: 0 });
  });

  it('share its failure too, which is not kept', async () => {
    const same = request();
    service.double.script(fail(401));
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => service.reranker.rerank(same)));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(service.double.calls).toHaveLength(1);
    expect(await service.reranker.rerank(same)).toMatchObject({ cached: false });
  });
});

describe('Leaving', () => {
  it('of the only one who waits aborts the call upstream', async () => {
    const controller = new AbortController();
    service.double.script(after(new Promise(() => {}), say('never')));
    const outcome = service.reranker.rerank(request({ signal: controller.signal }));
    outcome.catch(() => {});
    await service.double.called(1);
    controller.abort(new Error('gone'));
    await expect(outcome).rejects.toThrow('gone');
    expect(await service.double.calls[0]?.aborted).toBeTypeOf('number');
    expect(service.reranker.stats()).toMatchObject({ failures: { ABORTED: 1 }, inFlight: 0, waiting: 0 });
  });

  it('of one of two leaves the other its answer', async () => {
    const controller = new AbortController();
    let open = () => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    service.double.script(after(gate, say(ranking([1, 0, 2]))));
    const same = request();
    const first = service.reranker.rerank({ ...same, signal: controller.signal });
    const second = service.reranker.rerank({ ...same, signal: new AbortController().signal });
    first.catch(() => {});
    await service.double.called(1);
    controller.abort(new Error('gone'));
    await expect(first).rejects.toThrow('gone');
    open();
    expect((await second).ranking[0]?.index).toBe(1);
    expect(service.double.calls).toHaveLength(1);
  });

  it('of the last lets the next one start anew', async () => {
    const controller = new AbortController();
    service.double.script(after(new Promise(() => {}), say('never')), say(ranking([2, 1, 0])));
    const same = request();
    const first = service.reranker.rerank({ ...same, signal: controller.signal });
    first.catch(() => {});
    await service.double.called(1);
    controller.abort(new Error('gone'));
    await expect(first).rejects.toThrow('gone');
    expect((await service.reranker.rerank(same)).ranking[0]?.index).toBe(2);
  });

  it('before it began sends nothing', async () => {
    await expect(service.reranker.rerank(request({ signal: AbortSignal.abort(new Error('gone')) }))).rejects.toThrow(
      'gone',
    );
    expect(service.double.calls).toHaveLength(0);
  });
});

describe('The cache', () => {
  it('answers the same question again, after a restart too, without reading a picture or paying', async () => {
    const pictures = await plains(3);
    const same = request({ query: { image, instruction: 'in red' }, candidates: pictures });
    const first = await service.reranker.rerank(same);
    const loads = pictures.map((picture) => picture.loads);
    const again = await (await service.reopen({ cacheSeconds: 3600 })).rerank(same);
    expect(again).toMatchObject({
      ranking: first.ranking,
      explanation: first.explanation,
      contactSheet: first.contactSheet,
      cached: true,
    });
    expect(again.usage).toEqual({ inputTokens: 0, outputTokens: 0, totalTokens: 0, estimatedCost: 0 });
    expect(pictures.map((picture) => picture.loads)).toEqual(loads);
    expect(service.double.calls).toHaveLength(1);
  });

  it('is never hit by another question', async () => {
    const base = request({ query: { image, instruction: 'in blue' } });
    const region = { left: 0, top: 0, width: 0.5, height: 1 };
    const [one, two, three] = candidates;
    if (!one || !two || !three) throw new Error('three candidates are needed');
    const others: RerankRequest[] = [
      base,
      { ...base, query: { ...base.query, image: await plain('#204061') } },
      { ...base, query: { instruction: 'in blue' } },
      { ...base, query: { image } },
      { ...base, query: { ...base.query, instruction: 'in Blue' } },
      { ...base, query: { ...base.query, region } },
      { ...base, candidates: [two, one, three] },
      { ...base, candidates: [one, two] },
      { ...base, candidates: [{ ...one, metadata: { price: 1 } }, two, three] },
      { ...base, candidates: [{ ...one, metadata: { price: 2 } }, two, three] },
      { ...base, candidates: [one, { ...two, metadata: { price: 1 } }, three] },
      { ...base, model: 'small-model' },
    ];
    for (const other of others) expect(await service.reranker.rerank(other)).toMatchObject({ cached: false });
    expect(service.double.calls).toHaveLength(others.length);
    for (const other of others) expect(await service.reranker.rerank(other)).toMatchObject({ cached: true });
  });

  it('forgets after RERANK_CACHE_SECONDS', async () => {
    const same = request();
    await service.reranker.rerank(same);
    service.clock.advance(3_599_000);
    expect(await service.reranker.rerank(same)).toMatchObject({ cached: true });
    service.clock.advance(1_000);
    expect(await service.reranker.rerank(same)).toMatchObject({ cached: false });
  });

  it('keeps nothing where RERANK_CACHE_SECONDS is 0', async () => {
    await service.fresh({ cacheSeconds: 0 });
    const same = request();
    await service.reranker.rerank(same);
    expect(await service.reranker.rerank(same)).toMatchObject({ cached: false });
  });

  it.each([
    '',
    '{"cache": tru',
    '{"value": 7}',
    '{"ranking":[{"index":7,"reason":null}],"explanation":"","repaired":false}',
  ])('takes a damaged record for none: %s', async (content) => {
    const same = request();
    await service.reranker.rerank(same);
    service.damage('update ranking set ranking = ?', content);
    expect(await service.reranker.rerank(same)).toMatchObject({
      cached: false,
      ranking: [{ index: 2 }, { index: 1 }, { index: 0 }],
    });
  });
});

describe('No more rankings at a time than RERANK_CONCURRENCY', () => {
  it('the others wait, and past RERANK_QUEUE are answered OVERLOADED', async () => {
    await service.fresh({ concurrency: 2, queue: 1 });
    let open = () => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    const held = after(gate, say(ranking([0, 1, 2])));
    service.double.script(held, held, held);
    const started = [request(), request()].map((each) => service.reranker.rerank(each));
    await service.double.called(2);
    const waiting = service.reranker.rerank(request());
    await expect.poll(() => service.reranker.stats()).toMatchObject({ inFlight: 2, waiting: 1 });
    await expect(service.reranker.rerank(request())).rejects.toMatchObject({
      code: 'OVERLOADED',
      retryAfterSeconds: 5,
    });
    expect(service.double.calls).toHaveLength(2);
    open();
    await Promise.all([...started, waiting]);
    expect(service.double.calls).toHaveLength(3);
  });
});
