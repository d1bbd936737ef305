import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { after, breakOff, bytes, fail, hangUp, inPieces, ranking, say } from './support/answers.js';
import { startOpenAiDouble } from './support/openai-double.js';
import { plain, plains } from './support/pictures.js';
import { type TestService, startService } from './support/service.js';

let service: TestService;
/** What is logged in this test. */
const logged: Record<string, unknown>[] = [];
const logger = { warn: (fields: Record<string, unknown>) => void logged.push(fields) };
beforeAll(async () => {
  service = await startService({}, { logger });
});
beforeEach(async () => {
  await service.fresh();
  logged.length = 0;
});
afterEach(() => expect(service.double.faults).toEqual([]));
afterAll(() => service.close());

const query = { instruction: 'in red' };
const rank = async () => service.reranker.rerank({ query, candidates: await plains(3) });

describe('Answers of the service', () => {
  it('in pieces are put together', async () => {
    service.double.script(inPieces(ranking([1, 0, 2])));
    expect((await rank()).ranking.map(({ index }) => index)).toEqual([1, 0, 2]);
  });

  it('in content parts are put together', async () => {
    service.double.script(
      say([
        { type: 'text', text: '[1, ' },
        { type: 'text', text: '0, 2]' },
      ]),
    );
    expect((await rank()).ranking.map(({ index }) => index)).toEqual([1, 0, 2]);
  });

  it('without usage are counted by estimate', async () => {
    service.double.script(say(ranking([1, 0, 2]), { usage: null }));
    const { usage } = await rank();
    expect(usage.inputTokens).toBeGreaterThan(400);
    expect(usage.outputTokens).toBeGreaterThan(20);
    expect(usage.totalTokens).toBe(usage.inputTokens + usage.outputTokens);
  });

  it('that are late end the ranking at its time limit', async () => {
    await rank();
    await service.fresh({ timeoutMilliseconds: 150 }, { clock: undefined });
    service.double.script(after(new Promise(() => {}), say('never')));
    await expect(rank()).rejects.toMatchObject({
      code: 'RERANKER_UNAVAILABLE',
      message: expect.stringContaining('within 150 ms'),
    });
    await service.double.calls[0]?.aborted;
  });
});

describe('Refusals and filters have a code of their own', () => {
  it.each([
    ['a refusal of the model', say(null, { refusal: 'I cannot help with that.' })],
    ['a content filter that cut the answer', say('', { finish: 'content_filter' })],
    ['a content filter before the model (Azure)', fail(400, { code: 'content_filter', message: 'triggered' })],
    ['a content policy', fail(400, { code: 'content_policy_violation' })],
  ])('%s', async (_, responder) => {
    service.double.script(responder);
    await expect(rank()).rejects.toMatchObject({ code: 'RERANKER_REFUSED' });
    expect(service.double.calls).toHaveLength(1);
  });
});

describe('An answer cut off by its length', () => {
  it('is used as far as it goes', async () => {
    service.double.script(say('{"ranking":[{"index":2,"reason":"Red."},{"index":0,"re', { finish: 'length' }));
    expect(await rank()).toMatchObject({ repaired: true, ranking: [{ index: 2 }, { index: 0 }, { index: 1 }] });
  });

  it('with nothing in it is asked for once more, then an error that says so', async () => {
    service.double.script(say('', { finish: 'length' }), say('', { finish: 'length' }));
    await expect(rank()).rejects.toMatchObject({
      code: 'RERANKER_INVALID_ANSWER',
      message: expect.stringContaining('token limit'),
    });
    expect(service.double.calls.map(({ body }) => body.max_tokens)).toEqual([2432, 4 * 2432]);
  });

  it('with a beginning of no use is asked for once more, shorter', async () => {
    service.double.script(say('{"ranking":[{"in', { finish: 'length' }));
    expect(await rank()).toMatchObject({ repaired: true });
    expect(JSON.stringify(service.double.calls[1]?.body.messages)).toContain('It was cut off');
  });
});

describe('What may pass is tried again', () => {
  it.each([
    ['429', fail(429, { type: 'tokens', code: 'rate_limit_exceeded' })],
    ['500', fail(500, { type: 'server_error' })],
    [
      '502 in HTML',
      ({ response }: Parameters<ReturnType<typeof fail>>[0]) => void response.writeHead(502).end('<html>'),
    ],
    ['503', fail(503)],
    ['408', fail(408)],
    ['a connection that breaks', hangUp],
    ['an answer that breaks off', breakOff],
    ['an answer that is not JSON', bytes('{"choices": [')],
  ])('%s', async (_, responder) => {
    service.double.script(responder, responder);
    expect((await rank()).ranking).toHaveLength(3);
    expect(service.double.calls).toHaveLength(3);
    // Half to whole of 500 ms, then of 1000 ms; the test's chance is 1.
    expect(service.clock.sleeps).toEqual([500, 1000]);
    expect(service.reranker.stats()).toMatchObject({ retries: 2, upstreamCalls: 3 });
  });

  it('no more often than RERANK_RETRIES says', async () => {
    service.double.script(fail(503), fail(503), fail(503), fail(503));
    await expect(rank()).rejects.toMatchObject({ code: 'RERANKER_UNAVAILABLE' });
    expect(service.double.calls).toHaveLength(3);
  });

  it.each([
    ['seconds', () => ({ 'retry-after': '7' }), 7000],
    ['milliseconds', () => ({ 'retry-after-ms': '1234', 'retry-after': '9' }), 1234],
    ['a date', (now: number) => ({ 'retry-after': new Date(now + 5000).toUTCString() }), 5000],
    ['a date in the past', () => ({ 'retry-after': new Date(0).toUTCString() }), 0],
    ['nonsense', () => ({ 'retry-after': 'soon' }), 500],
  ])('after the wait that Retry-After asks for: %s', async (_, headers, wait) => {
    // Dates have whole seconds.
    service.clock.advance(1000 - (service.clock.now() % 1000));
    service.double.script(fail(429, {}, headers(service.clock.now())));
    await rank();
    expect(service.clock.sleeps).toEqual([wait]);
  });

  it('not where the wait would go past the time limit: the error says when', async () => {
    service.double.script(fail(429, {}, { 'retry-after': '300' }));
    await expect(rank()).rejects.toMatchObject({ code: 'RERANKER_UNAVAILABLE', retryAfterSeconds: 300 });
    expect(service.double.calls).toHaveLength(1);
    expect(service.clock.sleeps).toEqual([]);
  });
});

describe('What will not pass is not tried again; the log has the remedy', () => {
  it.each([
    [401, { code: 'invalid_api_key' }, 'accept the key', 'OPENAI_API_KEY'],
    [402, { message: 'Insufficient credits' }, 'no credit', 'billing'],
    [403, {}, 'does not allow', 'OPENAI_API_KEY'],
    [404, { code: 'model_not_found' }, 'no model "gpt-4o"', 'RERANK_MODEL'],
    [404, { code: 'model_not_found', message: 'The model `gpt-4o` has been deprecated' }, 'no longer', 'RERANK_MODEL'],
    [400, { code: 'model_decommissioned', message: 'The model was decommissioned.' }, 'no longer', 'RERANK_MODEL'],
    [413, {}, 'fewer candidates', undefined],
    [400, { message: 'this model has no vision' }, 'does not read pictures', 'RERANK_MODEL'],
    [429, { code: 'insufficient_quota', type: 'insufficient_quota' }, 'no credit', 'billing'],
  ])('%i %j', async (status, error, problem, remedy) => {
    service.double.script(fail(status, error));
    const fault = await rank().catch((it: unknown) => it);
    expect(fault).toMatchObject({ code: 'RERANKER_UNAVAILABLE', message: expect.stringContaining(problem) });
    expect(String(fault)).not.toMatch(/[A-Z]{4,}_[A-Z_]+ *[^\w: ]/);
    expect(service.double.calls).toHaveLength(1);
    expect(logged).toMatchObject([
      { status, outcome: 'RERANKER_UNAVAILABLE', then: 'given up', message: expect.any(String) },
    ]);
    if (remedy) expect(logged[0]).toMatchObject({ remedy: expect.stringContaining(remedy) });
  });

  it.each(['{"hello": 1}', '{"choices": []}', '"text"', 'null'])(
    'an answer that is no chat completion: %s',
    async (body) => {
      service.double.script(bytes(body));
      await expect(rank()).rejects.toMatchObject({ message: expect.stringContaining('chat completions') });
      expect(service.double.calls).toHaveLength(1);
      expect(logged).toMatchObject([{ remedy: expect.stringContaining('OPENAI_BASE_URL') }]);
    },
  );

  it('a service that is not there', async () => {
    const gone = await startOpenAiDouble();
    await gone.close();
    await service.fresh({ baseUrl: gone.url });
    await expect(rank()).rejects.toMatchObject({
      code: 'RERANKER_UNAVAILABLE',
      message: expect.stringContaining('cannot be reached'),
    });
  });

  it('a candidate that is no picture', async () => {
    const broken = { id: 'b'.repeat(64), load: async () => Buffer.from('not a picture') };
    await expect(service.reranker.rerank({ query, candidates: [await plain('red'), broken] })).rejects.toMatchObject({
      code: 'IMAGE_UNREADABLE',
    });
    expect(service.double.calls).toHaveLength(0);
  });
});
