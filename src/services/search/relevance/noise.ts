import sharp from 'sharp';

/** Pixels of a side. */
const SIDE = 224;

/** How large the grains of a noise picture are, in pixels, whether they have colours, and how much they are blurred. */
interface Grain {
  readonly size: number;
  readonly coloured: boolean;
  /** Grains are black or white, and nothing between. */
  readonly hard?: boolean;
  /** Standard deviation in pixels. */
  readonly blur?: number;
}

const GRAINS: readonly Grain[] = [
  { size: 1, coloured: true },
  { size: 1, coloured: false },
  { size: 1, coloured: false, hard: true },
  { size: 2, coloured: true },
  { size: 4, coloured: true },
  { size: 4, coloured: false },
  { size: 6, coloured: false, hard: true },
  { size: 8, coloured: true },
  { size: 12, coloured: false },
  { size: 1, coloured: true, blur: 1.5 },
];

/** Pictures that show nothing, always the same ones: what is found with them was found by chance. */
export function noisePictures(): Promise<Buffer[]> {
  return Promise.all(GRAINS.map(draw));
}

async function draw({ size, coloured, hard = false, blur }: Grain, seed: number): Promise<Buffer> {
  const side = Math.ceil(SIDE / size);
  const random = generator(seed + 1);
  const channels = coloured ? 3 : 1;
  const values = Uint8Array.from({ length: side * side * channels }, () => {
    const value = random();
    return hard ? (value < 0.5 ? 0 : 255) : Math.floor(value * 256);
  });
  const picture = sharp(values, { raw: { width: side, height: side, channels } }).resize(SIDE, SIDE, {
    kernel: 'nearest',
  });
  return (blur === undefined ? picture : picture.blur(blur)).toColourspace('srgb').png().toBuffer();
}

/** xorshift32 (Marsaglia 2003): numbers from 0 to 1. */
function generator(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
