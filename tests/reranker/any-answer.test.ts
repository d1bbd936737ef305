import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LeopardError } from '../../src/lib/errors.js';
import { judgeAnswer } from '../../src/services/reranker/answer/judge.js';
import type { RerankCandidate } from '../../src/services/reranker/types.js';
import { say } from './support/answers.js';
import { plains } from './support/pictures.js';
import { type TestService, startService } from './support/service.js';

const isPermutation = (list: readonly number[], count: number): boolean =>
  list.length === count && [...list].sort((a, b) => a - b).every((index, place) => index === place);

/** Texts made of what answers are made of. */
const fragment = fc.constantFrom(
  ...[
    '{',
    '}',
    '[',
    ']',
    '"',
    ',',
    ':',
    '>',
    '-',
    '\n',
    '```',
    'ranking',
    'index',
    'reason',
    'Ranked list:',
    'Reasons:',
  ],
  ...[
    '0',
    '1',
    '2',
    '3',
    '4',
    '15',
    '-1',
    '1.5',
    'null',
    'two',
    'Item ',
    '#',
    ' ',
    '\\',
    '<think>',
    '</think>',
    '٣',
    '３',
  ],
);
const answerLike = fc.array(fragment, { maxLength: 60 }).map((parts) => parts.join(''));
const count = fc.integer({ min: 1, max: 16 });

describe('Whatever the model says', () => {
  let service: TestService;
  let candidates: RerankCandidate[];
  beforeAll(async () => {
    service = await startService({ tokensPerMinute: 1e9, dollarsPerDay: 1e6, cacheSeconds: 0 });
    candidates = await plains(6);
  });
  afterEach(() => expect(service.double.faults).toEqual([]));
  afterAll(() => service.close());

  it('the outcome is a permutation of the candidates, or a coded error', { timeout: 120_000 }, async () => {
    let instructions = 0;
    const list = fc
      .array(fc.oneof(fc.integer({ min: -3, max: 9 }), fc.integer()), { maxLength: 12 })
      .map((all) => JSON.stringify(all));
    const answer = fc.oneof(list, fc.string({ unit: 'binary' }), answerLike, fc.json());
    await fc.assert(
      fc.asyncProperty(answer, async (text) => {
        service.double.script(say(text), say(text));
        const query = { instruction: `wish ${(instructions += 1)}` };
        const outcome = await service.reranker.rerank({ query, candidates }).catch((error: unknown) => error);
        if (outcome instanceof LeopardError) return outcome.code === 'RERANKER_INVALID_ANSWER';
        return isPermutation(
          (outcome as { ranking: { index: number }[] }).ranking.map(({ index }) => index),
          6,
        );
      }),
      { numRuns: 60 },
    );
  });
});

describe('Judging an answer', () => {
  const sound = (text: string, candidates: number): boolean => {
    const verdict = judgeAnswer(text, candidates);
    if (!verdict.usable) return verdict.fault.length > 0;
    return isPermutation(
      verdict.ranking.map(({ index }) => index),
      candidates,
    );
  };

  it('any list of integers', () => {
    const list = fc.array(fc.oneof(fc.integer({ min: -20, max: 20 }), fc.integer(), fc.maxSafeInteger()), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(list, count, (integers, candidates) => sound(JSON.stringify(integers), candidates)),
      { numRuns: 2000 },
    );
  });

  it('any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), count, sound), { numRuns: 2000 });
    fc.assert(fc.property(answerLike, count, sound), { numRuns: 3000 });
  });

  it('any JSON', () => {
    fc.assert(fc.property(fc.json(), count, sound), { numRuns: 2000 });
  });

  it('keeps a permutation as it is', () => {
    const permutation = count.chain((size) =>
      fc.shuffledSubarray([...Array(size).keys()], { minLength: size, maxLength: size }),
    );
    fc.assert(
      fc.property(permutation, (order) => {
        const verdict = judgeAnswer(
          JSON.stringify({ ranking: order.map((index) => ({ index, reason: 'r' })), explanation: 'e' }),
          order.length,
        );
        expect(verdict).toMatchObject({ usable: true, repaired: false });
        if (verdict.usable) expect(verdict.ranking.map(({ index }) => index)).toEqual(order);
      }),
      { numRuns: 1000 },
    );
  });

  it('takes a linear time for long texts made to be slow', () => {
    const started = performance.now();
    for (const text of [
      '[',
      '{"a":',
      '> 1 ',
      '1, ',
      '"',
      '```',
      'Reasons: ',
      'ranked list ',
      '<think>',
      ' ',
      '-',
      '1',
    ]) {
      judgeAnswer(text.repeat(200_000 / text.length), 9);
    }
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});
