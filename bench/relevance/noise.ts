import sharp from 'sharp';
import { seededRandom } from '../../src/lib/seeded-random.js';

/** Pixels of a side, and of a grain. */
const SIDES = [180, 224, 300, 448];
const GRAINS = [1, 1, 1, 2, 3, 4, 5, 6, 7, 8];

/** A picture of noise, PNG, for each number another one: grey or coloured, fine or coarse, hard or soft. None is one that the server measures with. */
export async function noisePicture(number: number): Promise<Buffer> {
  const random = seededRandom(0x6e6f6973 + number);
  const pick = <T>(values: readonly [T, ...T[]] | readonly T[]) => values[Math.floor(random() * values.length)] as T;
  const [width, height, grain] = [pick(SIDES), pick(SIDES), pick(GRAINS)];
  const channels = random() < 0.6 ? 3 : 1;
  const soft = random() < 0.25;
  const [columns, rows] = [Math.ceil(width / grain), Math.ceil(height / grain)];
  const values = Uint8Array.from({ length: columns * rows * channels }, () => Math.floor(random() * 256));
  const picture = sharp(values, { raw: { width: columns, height: rows, channels } })
    .resize(width, height, { kernel: 'nearest', fit: 'fill' })
    .toColourspace('srgb');
  return (soft ? picture.blur(1 + random()) : picture).png().toBuffer();
}
