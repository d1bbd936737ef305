import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { layoutSheet } from '../../src/services/reranker/contact-sheet/layout.js';
import { Prices, PRICES } from '../../src/services/reranker/prices.js';
import { ROOT } from '../support/pages.js';
import { imageTokens, textTokens } from '../../src/services/reranker/tokens.js';

describe('Tokens of a picture', () => {
  // The worked examples of OpenAI's documentation (platform.openai.com/docs/guides/images-vision, "Calculating costs").
  it.each([
    [1024, 1024, 'high', 'gpt-4o', 765],
    [2048, 4096, 'high', 'gpt-4o', 1105],
    [4096, 8192, 'low', 'gpt-4o', 85],
    [1024, 1024, 'high', 'gpt-4o-2024-11-20', 765],
    [1024, 1024, 'low', 'gpt-4o-mini', 2833],
    [1024, 1024, 'high', 'gpt-5', 630],
    [1024, 1024, 'high', 'o3', 675],
    [1024, 1024, 'high', 'gpt-4.1-mini', Math.ceil(1024 * 1.62)],
    [4096, 4096, 'low', 'openai/gpt-5-nano', Math.ceil(1536 * 2.46)],
  ] as const)('%i × %i pixels, %s, %s: %i', (width, height, detail, model, tokens) => {
    expect(imageTokens({ width, height }, detail, model)).toBe(tokens);
  });

  it('of a sheet: four tiles at most, however many candidates, and not two more for a few pixels', () => {
    for (let candidates = 1; candidates <= 16; candidates++) {
      const sheet = layoutSheet(candidates, { lines: 3 });
      expect(imageTokens(sheet, 'high', 'gpt-4o'), `${candidates}`).toBeLessThanOrEqual(85 + 4 * 170);
    }
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
  const { cost: costOf } = new Prices({ llava: { input: 0, output: 0 }, 'gpt-4.1': { input: 1, output: 2 } });

  it('is known for the models of the price table and their dated versions', () => {
    expect(costOf('gpt-4o', 1_000_000, 0)).toBe(2.5);
    expect(costOf('gpt-4o-2024-11-20', 0, 1_000_000)).toBe(10);
    expect(costOf('gpt-4o-2024-05-13', 1_000_000, 1_000_000)).toBe(20);
    expect(costOf('gpt-4o-mini', 1_000_000, 1_000_000)).toBe(0.75);
    expect(costOf('openai/gpt-5-mini-2025-08-07', 1_000_000, 1_000_000)).toBe(2.25);
    expect(costOf('gpt-6-sol', 1_000_000, 1_000_000)).toBe(12);
  });

  it('is what the operator says, for models that are known and for others', () => {
    expect(costOf('llava', 1_000_000, 1_000_000)).toBe(0);
    expect(costOf('gpt-4.1', 1_000_000, 1_000_000)).toBe(3);
  });

  it('is null for others', () => {
    for (const model of ['llava:7b', 'gpt-4o-audio-preview', 'my-gpt-4o', '']) expect(costOf(model, 1, 1)).toBeNull();
  });

  it('is what docs/reranking.md says', () => {
    const page = readFileSync(join(ROOT, 'docs/reranking.md'), 'utf8');
    const rows = [...page.matchAll(/^\| ((?:gpt|o\d)[^|]*?) *\| ([\d.]+) *\| ([\d.]+) *\|$/gm)];
    const said = rows.flatMap(([, models = '', input, output]) =>
      models.split(', ').map((model) => [model, { input: Number(input), output: Number(output) }] as const),
    );
    expect(Object.fromEntries(said)).toEqual(PRICES);
  });
});
