import { openAiName, thinks } from './client/models.js';

/**
 * How OpenAI counts pictures (platform.openai.com/docs/guides/images-vision): a base and so much for each tile of 512 pixels, or
 * patches of 32 pixels times a factor. The first that fits; other models are counted as gpt-4o.
 */
const COUNTS: readonly (readonly [RegExp, { base: number; tile: number } | { patch: number }])[] = [
  [/^gpt-4o-mini/, { base: 2833, tile: 5667 }],
  [/^o4-mini/, { patch: 1.72 }],
  [/^gpt-.*-nano/, { patch: 2.46 }],
  [/^gpt-.*-mini/, { patch: 1.62 }],
  [/^gpt-5/, { base: 70, tile: 140 }],
  [/^o\d/, { base: 75, tile: 150 }],
  [/^/, { base: 85, tile: 170 }],
];

const BOUNDING_SIDE = 2048;
const SHORTEST_SIDE = 768;
const TILE_SIDE = 512;
const PATCH_SIDE = 32;
const MOST_PATCHES = 1536;

/** Tokens of a picture of that size, in pixels. */
export function imageTokens(
  { width, height }: { readonly width: number; readonly height: number },
  detail: 'low' | 'high' | 'auto',
  model: string,
): number {
  const count = COUNTS.find(([name]) => name.test(openAiName(model)))?.[1] ?? { base: 85, tile: 170 };
  if ('patch' in count) {
    const patches = Math.ceil(width / PATCH_SIDE) * Math.ceil(height / PATCH_SIDE);
    return Math.ceil(Math.min(patches, MOST_PATCHES) * count.patch);
  }
  if (detail === 'low') return count.base;
  const bounded = Math.min(1, BOUNDING_SIDE / Math.max(width, height));
  const scale = bounded * Math.min(1, SHORTEST_SIDE / (Math.min(width, height) * bounded));
  return count.base + count.tile * Math.ceil((width * scale) / TILE_SIDE) * Math.ceil((height * scale) / TILE_SIDE);
}

/** UTF-8 bytes a token, on the low side: an estimate that is too high refuses a little early, one too low overspends. */
const BYTES_PER_TOKEN = 3.5;

export const textTokens = (text: string): number => Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);

/** Tokens of the thoughts before an answer, at a low effort. */
const THOUGHTS = 1024;

/** Tokens that a good answer takes: a sentence a candidate, an explanation, the JSON around them; thoughts before it. */
export const expectedAnswerTokens = (candidates: number, model: string): number =>
  120 + 45 * candidates + (thinks(model) ? THOUGHTS : 0);

/** Where an answer is cut off, unless the operator says. Thoughts count, and need the room. */
export const greatestAnswerTokens = (candidates: number, model: string): number =>
  (thinks(model) ? 8192 : 2048) + 128 * candidates;

/** Room for an answer whose thoughts left none: so many times more. */
export const MORE_ROOM = 4;
