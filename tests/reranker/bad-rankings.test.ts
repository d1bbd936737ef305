import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RerankCandidate } from '../../src/services/reranker/types.js';
import { ranking, say } from './support/answers.js';
import { BAD_RANKINGS } from './support/bad-rankings.js';
import { plains } from './support/pictures.js';
import { type TestService, startService } from './support/service.js';

let service: TestService;
let candidates: RerankCandidate[];
let instructions = 0;
const query = () => ({ instruction: `wish ${(instructions += 1)}` });

beforeAll(async () => {
  service = await startService({ tokensPerMinute: 10_000_000, dollarsPerDay: 1000 });
  candidates = await plains(5);
});
afterEach(() => expect(service.double.faults).toEqual([]));
afterAll(() => service.close());

const usable = BAD_RANKINGS.filter(({ list }) => list !== null);
const useless = BAD_RANKINGS.filter(({ list }) => list === null);

it('There are at least sixty kinds of them', () => {
  expect(BAD_RANKINGS.length).toBeGreaterThanOrEqual(60);
  expect(new Set(BAD_RANKINGS.map(({ name }) => name)).size).toBe(BAD_RANKINGS.length);
});

describe('An answer that can be used', () => {
  it.each(usable)('$name', async ({ answer, list, repaired = false }) => {
    const before = service.double.calls.length;
    service.double.script(say(answer));
    const outcome = await service.reranker.rerank({ query: query(), candidates });
    expect(outcome.ranking.map(({ index }) => index)).toEqual(list);
    expect(outcome.repaired).toBe(repaired);
    expect(service.double.calls.length - before).toBe(1);
  });
});

describe('An answer that cannot be used is asked for once more, with its fault', () => {
  it.each(useless)('$name: then right', async ({ answer }) => {
    const before = service.double.calls.length;
    service.double.script(say(answer), say(ranking([2, 0, 1, 4, 3])));
    const outcome = await service.reranker.rerank({ query: query(), candidates });
    expect(outcome).toMatchObject({ repaired: true, usage: { inputTokens: 2000, outputTokens: 400 } });
    expect(outcome.ranking.map(({ index }) => index)).toEqual([2, 0, 1, 4, 3]);
    const repair = service.double.calls[before + 1]?.body.messages;
    expect(repair?.slice(-2)).toMatchObject([
      { role: 'assistant', content: answer.trim() ? answer.slice(0, 4000) : '(empty)' },
      {
        role: 'user',
        content: expect.stringMatching(/^That answer cannot be used: .*(empty|no ranked list|None of its)/),
      },
    ]);
  });

  it.each(useless)('$name: and again', async ({ answer }) => {
    const before = service.double.calls.length;
    service.double.script(say(answer), say(answer));
    await expect(service.reranker.rerank({ query: query(), candidates })).rejects.toMatchObject({
      code: 'RERANKER_INVALID_ANSWER',
    });
    expect(service.double.calls.length - before).toBe(2);
  });
});

describe('The reasons', () => {
  it('stay with their candidate when the model counted from one', async () => {
    service.double.script(say(ranking([5, 4, 3, 2, 1], 'Because.')));
    const outcome = await service.reranker.rerank({ query: query(), candidates });
    expect(outcome.ranking[0]).toEqual({ index: 4, reason: 'Reason of 5.' });
    expect(outcome.explanation).toBe('Because.');
  });

  it('are read from the form of the tutorial', async () => {
    service.double.script(say('Ranked list: [4, 3, 2, 1, 0]\nReasons: It is red [like the query].'));
    const outcome = await service.reranker.rerank({ query: query(), candidates });
    expect(outcome.explanation).toBe('It is red [like the query].');
    expect(outcome.ranking[0]).toEqual({ index: 4, reason: null });
  });

  it('of the best one stand in where the model gave none for the whole', async () => {
    service.double.script(say('{"ranking": [{"index": 4, "reason": "Red."}, {"index": 0, "reason": "Blue."}]}'));
    const outcome = await service.reranker.rerank({ query: query(), candidates });
    expect(outcome.explanation).toBe('Red.');
    expect(outcome.ranking.slice(0, 3)).toEqual([
      { index: 4, reason: 'Red.' },
      { index: 0, reason: 'Blue.' },
      { index: 1, reason: null },
    ]);
  });
});
