import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/index.js';
import { bytes, fail, raw } from './support/answers.js';
import { plain, plains } from './support/pictures.js';
import { KEY, TestClock, type TestService, startService } from './support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await startService({ tokensPerMinute: 10_000_000, retries: 0, cacheSeconds: 0 });
});
afterEach(() => expect(service.double.faults).toEqual([]));
afterAll(() => service.close());

const rank = async () => service.reranker.rerank({ query: { instruction: 'in red' }, candidates: await plains(3) });

describe('Models that think are known by their names', () => {
  it.each(['gpt-5', 'gpt-5-mini-2025-08-07', 'gpt-5.4-nano', 'o3', 'o4-mini', 'openai/gpt-5.1', 'gpt-6-sol'])(
    '%s',
    async (model) => {
      await service.fresh({ model });
      await rank();
      const [call] = service.double.calls;
      expect(call?.body).toMatchObject({ model, max_completion_tokens: 8192 + 3 * 128, reasoning_effort: 'low' });
      expect(call?.body).not.toHaveProperty('temperature');
      expect(call?.body).not.toHaveProperty('max_tokens');
      expect(service.double.calls).toHaveLength(1);
    },
  );

  it.each(['gpt-4o', 'gpt-5-chat-latest', 'llava'])('%s is asked as before', async (model) => {
    await service.fresh({ model });
    await rank();
    expect(service.double.calls[0]?.body).toMatchObject({ temperature: 0, max_tokens: 2432 });
    expect(service.double.calls[0]?.body).not.toHaveProperty('reasoning_effort');
  });

  it('the effort is the operator’s, and left out where it is refused', async () => {
    await service.fresh({ model: 'my-thinker', effort: 'high' });
    service.double.script(fail(400, { param: 'reasoning_effort', message: 'Unrecognized request argument' }));
    await rank();
    expect(service.double.calls.map(({ body }) => body.reasoning_effort)).toEqual(['high', undefined]);
  });
});

describe('Addresses', () => {
  it.each([
    ['the v1 address of Azure OpenAI', { base: '/openai/v1' }, { authorization: `Bearer ${KEY}` }],
    [
      'a deployment at Azure OpenAI',
      { base: '/openai/deployments/mine', query: '?api-version=2024-10-21', keyHeader: 'api-key' as const },
      { 'api-key': KEY },
    ],
  ])('%s', async (_, address, headers) => {
    const azure = await startService({}, {}, address);
    await azure.reranker.rerank({ query: { instruction: 'in red' }, candidates: [await plain('red')] });
    expect(azure.double.faults).toEqual([]);
    expect(azure.double.calls[0]?.headers).toMatchObject(headers);
    await azure.close();
  });

  it('with another query string are refused at the start, since it would be logged', () => {
    const read = () => readConfig({ OPENAI_BASE_URL: 'http://127.0.0.1:9/v1?key=secret' });
    expect(read).toThrow(/OPENAI_BASE_URL: of a query string only api-version/);
    expect(read).not.toThrow(/secret/);
  });
});

describe('What goes wrong is told as it is', () => {
  const within = (error: unknown) => bytes(JSON.stringify({ error }));
  it.each([
    ['an error with status 200', within({ code: 502, message: 'Provider returned error' }), 'is failing (502)'],
    ['no credit, with status 200', within({ code: 402, message: 'Insufficient credits' }), 'no credit left (402)'],
    ['an error without a number', within('overloaded'), 'is failing (502)'],
    ['no credit', fail(402, { message: 'Insufficient credits' }), 'no credit left (402)'],
    ['a retired model', raw(410, { detail: 'The deployment was retired.' }), 'no longer offers the model "gpt-4o"'],
    [
      'a model without eyes',
      raw(404, { error: { message: 'No endpoints found that support image input' } }),
      'does not read pictures',
    ],
  ])('%s', async (_, responder, sentence) => {
    await service.fresh();
    service.double.script(responder);
    await expect(rank()).rejects.toMatchObject({
      code: 'RERANKER_UNAVAILABLE',
      message: expect.stringContaining(sentence),
    });
    expect(service.double.calls).toHaveLength(1);
  });

  it('an error within a choice', async () => {
    await service.fresh();
    const choices = [{ message: { content: '' }, finish_reason: 'error', error: { code: 429, message: 'Slow down' } }];
    service.double.script(bytes(JSON.stringify({ choices })));
    await expect(rank()).rejects.toMatchObject({ message: expect.stringContaining('limiting requests (429)') });
  });

  it('moderation before the model (OpenRouter) is a refusal', async () => {
    await service.fresh();
    const metadata = { reasons: ['violence'], flagged_input: 'in red', provider_name: 'OpenAI' };
    service.double.script(raw(403, { error: { code: 403, message: 'Your input was flagged', metadata } }));
    await expect(rank()).rejects.toMatchObject({ code: 'RERANKER_REFUSED' });
  });

  it.each([
    ['as the service says', { 'retry-after': '7' }, 7],
    ['in a while where it does not', {}, 10],
  ])('retries that are used up end with when to try again: %s', async (_, headers, seconds) => {
    await service.fresh({ retries: 1 });
    service.double.script(fail(503, {}, headers), fail(503, {}, headers));
    await expect(rank()).rejects.toMatchObject({ code: 'RERANKER_UNAVAILABLE', retryAfterSeconds: seconds });
  });

  it('a time that ran out before anything was sent is not put down to the service', async () => {
    const clock = new TestClock();
    // The time limit passes while the picture is read.
    let pass = () => {};
    const limit = new Promise<void>((resolve) => (pass = resolve));
    await service.fresh({}, { clock: { now: clock.now, sleep: () => limit } });
    const { bytes: picture } = await plain('red');
    const load = async () => {
      pass();
      await limit;
      return picture;
    };
    const candidates = [{ id: 'c'.repeat(64), load }];
    await expect(service.reranker.rerank({ query: { instruction: 'late' }, candidates })).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: expect.stringContaining('no model was asked'),
    });
    expect(service.double.calls).toHaveLength(0);
  });

  it('metadata past the limit is refused before anything is sent', async () => {
    await service.fresh({}, { metadataBytes: 100 });
    const candidates = (await plains(2)).map((picture) => ({ ...picture, metadata: { note: 'n'.repeat(45) } }));
    await expect(service.reranker.rerank({ query: { instruction: 'x' }, candidates })).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      message: expect.stringContaining('includeMetadata'),
    });
    expect(
      await service.reranker.rerank({ query: { instruction: 'x' }, candidates: candidates.slice(1) }),
    ).toMatchObject({
      cached: false,
    });
    expect(service.double.calls).toHaveLength(1);
  });
});
