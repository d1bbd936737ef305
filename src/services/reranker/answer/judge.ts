import { toPermutation } from './permutation.js';
import { explanationIn, readAnswer } from './read-answer.js';
import { declines } from './refusal.js';
import type { ValidRanking } from './types.js';

export type Verdict =
  | ({ readonly usable: true } & ValidRanking)
  /** `fault`: in words that the model is shown. */
  | { readonly usable: false; readonly refused: boolean; readonly fault: string };

/**
 * Reads an answer, without thoughts, and makes its ranking a permutation of `count` candidates, or says what is wrong.
 * `cutOff`: it ends at the token limit.
 */
export function judgeAnswer(answer: string, count: number, cutOff = false): Verdict {
  const useless = (fault: string, refused = false): Verdict => ({ usable: false, refused, fault });
  if (!answer.trim()) return useless('It is empty.');
  const claimed = readAnswer(answer, cutOff);
  const valid = claimed && toPermutation(claimed, count);
  if (valid) return { usable: true, ...valid };
  if (declines(answer) || declines(explanationIn(answer))) return useless('It declines.', true);
  if (!claimed) return useless('It holds no ranked list of indices.');
  const range = count === 1 ? 'the only index is 0' : `the indices are the integers 0 to ${count - 1}`;
  return useless(`None of its entries is an index of a candidate; ${range}.`);
}
