import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Responder, fail, ranking, say } from './support/answers.js';
import { plains } from './support/pictures.js';
import { type TestService, startService } from './support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
beforeEach(() => service.fresh());
afterEach(() => expect(service.double.faults).toEqual([]));
afterAll(() => service.close());

const rank = async (instruction: string, model?: string) =>
  service.reranker.rerank({ query: { instruction }, candidates: await plains(3), model });
const formats = () => service.double.calls.map(({ body }) => body.response_format?.type ?? 'text');
const noSchema = fail(400, {
  param: 'response_format',
  message: "Invalid parameter: 'response_format' of type 'json_schema' is not supported.",
});
const noJson = fail(400, { message: 'json_object is not supported by this backend' });
const tutorial: Responder = say('Ranked list: [1, 0, 2]\nReasons: It is red.');

describe('A service is asked in the best form that it takes', () => {
  it('a strict schema first', async () => {
    await rank('one');
    expect(service.double.calls[0]?.body.response_format).toMatchObject({
      type: 'json_schema',
      json_schema: {
        name: 'ranking',
        strict: true,
        schema: { required: ['ranking', 'explanation'], additionalProperties: false },
      },
    });
  });

  it('then JSON mode, and remembers it', async () => {
    service.double.script(noSchema, say(ranking([1, 0, 2])), say(ranking([2, 1, 0])));
    expect((await rank('one')).ranking[0]?.index).toBe(1);
    expect((await rank('two')).ranking[0]?.index).toBe(2);
    expect(formats()).toEqual(['json_schema', 'json_object', 'json_object']);
  });

  it('then the plain text of the tutorial', async () => {
    service.double.script(noSchema, noJson, tutorial, tutorial);
    expect(await rank('one')).toMatchObject({
      explanation: 'It is red.',
      ranking: [{ index: 1 }, { index: 0 }, { index: 2 }],
      repaired: false,
    });
    await rank('two');
    expect(formats()).toEqual(['json_schema', 'json_object', 'text', 'text']);
    expect(JSON.stringify(service.double.calls[2]?.body.messages)).toContain("'Ranked list: []'");
  });

  it('each model by itself', async () => {
    service.double.script(noSchema, say(ranking([1, 0, 2])));
    await rank('one');
    await rank('two', 'small-model');
    expect(formats()).toEqual(['json_schema', 'json_object', 'json_schema']);
  });

  it('and is checked in the same way where it takes the form but does not keep to it', async () => {
    service.double.script(say('Sure: [1, 0]'));
    expect(await rank('one')).toMatchObject({ repaired: true, ranking: [{ index: 1 }, { index: 0 }, { index: 2 }] });
  });

  it('falling back costs no retries', async () => {
    await service.fresh({ retries: 0 });
    service.double.script(noSchema, noJson, tutorial);
    expect((await rank('one')).ranking[0]?.index).toBe(1);
  });
});

describe('Parameters that a model does not take are left out', () => {
  it('the temperature', async () => {
    service.double.script(fail(400, { param: 'temperature', code: 'unsupported_value', message: 'Unsupported value' }));
    await rank('one');
    expect(service.double.calls.map(({ body }) => body.temperature)).toEqual([0, undefined]);
  });

  it('the token limit, which compatible servers know by its older name', async () => {
    service.double.script(
      fail(400, { param: 'max_tokens', code: 'unsupported_parameter', message: "Use 'max_completion_tokens'" }),
    );
    await rank('one');
    expect(service.double.calls[0]?.body.max_tokens).toBe(2432);
    expect(service.double.calls[1]?.body).toMatchObject({ max_completion_tokens: 2432 });
    expect(service.double.calls[1]?.body.max_tokens).toBeUndefined();
  });

  it('and a rejection that goes on ends', async () => {
    const reject = fail(400, { message: 'max_tokens temperature response_format: all wrong' });
    service.double.script(...Array.from({ length: 20 }, () => reject));
    await expect(rank('one')).rejects.toMatchObject({ code: 'RERANKER_UNAVAILABLE' });
    expect(service.double.calls.length).toBeLessThan(10);
  });
});
