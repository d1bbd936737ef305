import { describe, expect, it } from 'vitest';
import { costOf } from '../../src/services/reranker/prices.js';
import { imageTokens, textTokens } from '../../src/services/reranker/tokens.js';

describe('Tokens of a picture', () => {
  // The worked examples of OpenAI's documentation (platform.openai.com/docs/guides/images-vision, "Calculating costs").
  it.each([
    [1024, 1024, 'high', 'gpt-4o', 765],
    [2048, 4096, 'high', 'gpt-4o', 1105],
    [4096, 8192, 'low', 'gpt-4o', 85],
    [1024, 1024, 'high', 'gpt-4o-2024-11-20', 765],
    [1024, 1024, 'low', 'gpt-4o-mini', 2833],
  ] as const)('%i × %i pixels, %s, %s: %i', (width, height, detail, model, tokens) => {
    expect(imageTokens({ width, height }, detail, model)).toBe(tokens);
  });

  it('of the sheet of nine candidates: six tiles', () => {
    expect(imageTokens({ width: 1312, height: 976 }, 'high', 'gpt-4o')).toBe(85 + 6 * 170);
  });
});

describe('Tokens of a text', () => {
  it('are never far too few, whatever the script', () => {
    expect(textTokens('')).toBe(0);
    expect(textTokens('the same shape, but in a warm red')).toBeGreaterThanOrEqual(9);
    expect(textTokens('красные туфли')).toBeGreaterThanOrEqual(5);
    expect(textTokens('红色的鞋子')).toBeGreaterThanOrEqual(4);
  });
});

describe('The cost of a call', () => {
  it('is known for the models of the price table and their dated versions', () => {
    expect(costOf('gpt-4o', 1_000_000, 0)).toBe(2.5);
    expect(costOf('gpt-4o-2024-11-20', 0, 1_000_000)).toBe(10);
    expect(costOf('gpt-4o-mini', 1_000_000, 1_000_000)).toBe(0.75);
  });

  it('is null for others', () => {
    for (const model of ['llava', 'gpt-4o-audio-preview', 'my-gpt-4o', '']) expect(costOf(model, 1, 1)).toBeNull();
  });
});
