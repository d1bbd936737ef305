import { toPermutation } from './permutation.js';
import { readAnswer } from './read-answer.js';
import type { ValidRanking } from './types.js';

export type Verdict =
  | ({ readonly usable: true } & ValidRanking)
  /** In words that the model is shown. */
  | { readonly usable: false; readonly fault: string };

/** Reads an answer and makes its ranking a permutation of `count` candidates, or says what is wrong. */
export function judgeAnswer(answer: string, count: number): Verdict {
  if (!answer.trim()) return { usable: false, fault: 'It is empty.' };
  const claimed = readAnswer(answer);
  if (!claimed) return { usable: false, fault: 'It holds no ranked list of indices.' };
  const valid = toPermutation(claimed, count);
  if (valid) return { usable: true, ...valid };
  const range = count === 1 ? 'the only index is 0' : `the indices are the integers 0 to ${count - 1}`;
  return { usable: false, fault: `None of its entries is an index of a candidate; ${range}.` };
}
