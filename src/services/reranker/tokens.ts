/** How OpenAI counts pictures (platform.openai.com/docs/guides/images-vision): a base, and so much for each tile of 512 pixels. */
const IMAGE_TOKENS = {
  'gpt-4o': { base: 85, tile: 170 },
  'gpt-4o-mini': { base: 2833, tile: 5667 },
} as const;

const BOUNDING_SIDE = 2048;
const SHORTEST_SIDE = 768;
const TILE_SIDE = 512;

/** Tokens of a picture of that size, in pixels. Other models than gpt-4o-mini are counted as gpt-4o. */
export function imageTokens(
  { width, height }: { readonly width: number; readonly height: number },
  detail: 'low' | 'high' | 'auto',
  model: string,
): number {
  const { base, tile } = IMAGE_TOKENS[model.startsWith('gpt-4o-mini') ? 'gpt-4o-mini' : 'gpt-4o'];
  if (detail === 'low') return base;
  const bounded = Math.min(1, BOUNDING_SIDE / Math.max(width, height));
  const scale = bounded * Math.min(1, SHORTEST_SIDE / (Math.min(width, height) * bounded));
  return base + tile * Math.ceil((width * scale) / TILE_SIDE) * Math.ceil((height * scale) / TILE_SIDE);
}

/** UTF-8 bytes a token, on the low side: an estimate that is too high refuses a little early, one too low overspends. */
const BYTES_PER_TOKEN = 3.5;

export const textTokens = (text: string): number => Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);

/** Tokens that a good answer takes: a sentence a candidate, an explanation, the JSON around them. */
export const expectedAnswerTokens = (candidates: number): number => 120 + 45 * candidates;

/** Where an answer is cut off. Models that think before they answer need the room. */
export const greatestAnswerTokens = (candidates: number): number => 2048 + 128 * candidates;
