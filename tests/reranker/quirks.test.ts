import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { raw, ranking, say } from './support/answers.js';
import { plains } from './support/pictures.js';
import { type Quirk, REFUSING, THINKING } from './support/quirks.js';
import { type TestService, startService } from './support/service.js';

let service: TestService;
const logged: Record<string, unknown>[] = [];
beforeAll(async () => {
  const logger = { warn: (fields: Record<string, unknown>) => void logged.push(fields) };
  service = await startService({ tokensPerMinute: 10_000_000, dollarsPerDay: 1000 }, { logger });
});
beforeEach(async () => {
  await service.fresh();
  logged.length = 0;
});
afterEach(() => expect(service.double.faults).toEqual([]));
afterAll(() => service.close());

let wishes = 0;
const rank = async () =>
  service.reranker.rerank({ query: { instruction: `wish ${(wishes += 1)}` }, candidates: await plains(3) });

async function expectQuirk({ service: answering, code, calls = 2 }: Quirk): Promise<void> {
  service.double.serve(answering);
  const outcome = await rank().catch((error: unknown) => error);
  expect(outcome).toMatchObject(code === undefined ? { ranking: [{}, {}, {}] } : { code });
  expect(service.double.calls).toHaveLength(calls);
  expect(JSON.stringify(outcome)).not.toContain('draft');
}

describe('A service that refuses in its own words is asked in the next way that it may take', () => {
  it.each(REFUSING)('$name', async (quirk) => {
    await expectQuirk(quirk);
    const attempts = (quirk.calls ?? 2) - (quirk.code ? 0 : 1);
    expect(logged).toHaveLength(attempts);
    if (quirk.next) expect(logged[0]).toMatchObject({ then: expect.stringContaining(quirk.next) });
    expect(logged[0]).toMatchObject({ model: 'gpt-4o', status: expect.any(Number), message: expect.any(String) });
    if (quirk.code) return;
    // It is remembered: the next ranking takes one request.
    service.double.calls.length = 0;
    await rank();
    expect(service.double.calls).toHaveLength(1);
  });
});

describe('What a model thinks is no ranking, and what it answers is one, wherever it is', () => {
  it.each(THINKING)('$name', expectQuirk);

  it('a limit that the operator set is kept: no second call', async () => {
    await service.fresh({ answerTokens: 3000 });
    logged.length = 0;
    service.double.serve(say('', { finish: 'length', message: { reasoning_content: 'So…' } }));
    await expect(rank()).rejects.toMatchObject({
      code: 'RERANKER_INVALID_ANSWER',
      message: expect.stringContaining('by thinking'),
    });
    expect(service.double.calls.map(({ body }) => body.max_tokens)).toEqual([3000]);
    expect(logged).toMatchObject([{ remedy: expect.stringContaining('RERANK_ANSWER_TOKENS') }]);
  });
});

describe('What was given up comes back: one incident takes nothing away for ever', () => {
  const tooLarge = raw(400, {
    error: {
      message: 'max_tokens is too large: 2432. This model supports at most 1000 completion tokens.',
      param: 'max_tokens',
    },
  });

  it('a token limit that is too large is lowered, not left out, for an hour', async () => {
    service.double.script(tooLarge);
    await rank();
    await rank();
    service.clock.advance(3_600_000);
    await rank();
    expect(service.double.calls.map(({ body }) => body.max_tokens)).toEqual([2432, 1000, 1000, 2432]);
    expect(logged).toMatchObject([{ then: expect.stringMatching(/60 minutes: mostTokens/), status: 400 }]);
  });

  it('a context that is too short for the answer leaves it less room', async () => {
    const message = "This model's maximum context length is 4096 tokens. However, you requested 4200 tokens.";
    service.double.script(raw(400, { error: { message, code: 'context_length_exceeded' } }));
    await rank();
    expect(service.double.calls.map(({ body }) => body.max_tokens)).toEqual([2432, 1216]);
  });

  it('a form that was refused is asked for again after an hour', async () => {
    service.double.script(raw(400, { message: 'json_schema is not supported' }));
    await rank();
    service.clock.advance(3_600_000);
    await rank();
    const forms = service.double.calls.map(({ body }) => body.response_format?.type);
    expect(forms).toEqual(['json_schema', 'json_object', 'json_schema']);
  });

  it('an answer that the service could not read as JSON costs no form: it is read here', async () => {
    const failed = (text: string) =>
      raw(400, {
        error: { message: 'Failed to generate JSON.', code: 'json_validate_failed', failed_generation: text },
      });
    service.double.script(failed(`${ranking([2, 0, 1])} hm`), failed('{"rank'), say('Ranked list: [0, 1, 2]'));
    expect(await rank()).toMatchObject({ ranking: [{ index: 2 }, { index: 0 }, { index: 1 }] });
    expect(await rank()).toMatchObject({ ranking: [{ index: 0 }, { index: 1 }, { index: 2 }], repaired: true });
    await rank();
    const forms = service.double.calls.map(({ body }) => body.response_format?.type);
    expect(forms).toEqual(['json_schema', 'json_schema', undefined, 'json_schema']);
  });
});
