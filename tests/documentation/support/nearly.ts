import { expect } from 'vitest';

/** Numbers to two places: other processors compute other last digits. */
const near = (value: number): unknown => expect.closeTo(value, 2);

/** A JSON value as `toEqual` may expect it: numbers nearly, and without what each server and each search has for itself. */
export function nearly(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, inner: unknown) => {
    if (typeof inner === 'number') return near(inner);
    if (typeof inner !== 'string') return inner;
    // Drawing libraries of other platforms give other bytes, and so other ids.
    if (key === 'url') return expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/images\/[0-9a-f]{64}\?width=300$/);
    return key === 'id' ? expect.stringMatching(/^[\w-]{30}$/) : inner;
  });
}

/** The words of a text, so that columns may be wider or narrower, and its numbers. */
export const wordsOf = (text: string): (string | number)[] =>
  text
    .trim()
    .split(/[\s–]+/)
    .map((word) => (/^\d+(\.\d+)?$/.test(word) ? Number(word) : word));

/** The words of a text as `toEqual` may expect them. */
export const nearlyWordsOf = (text: string): unknown[] =>
  wordsOf(text).map((word) => (typeof word === 'number' ? near(word) : word));
