import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { preprocess, type PreprocessOptions } from '../../src/services/encoder/preprocessing/preprocess.js';

const FIXTURES = new URL('../fixtures/', import.meta.url);

export const fixture = (path: string): Buffer => readFileSync(new URL(path, FIXTURES));
export const fixtureJson = <T>(path: string): T => JSON.parse(fixture(path).toString('utf8')) as T;
export const authorsPicture = (name: string): Buffer =>
  readFileSync(new URL(`../../src/services/encoder/models/verify-pictures/${name}`, import.meta.url));

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The crop of the published models: 224 pixels, pictures of up to 50 megapixels. */
export const crop = (bytes: Uint8Array, options: Partial<PreprocessOptions> = {}): Promise<Uint8Array> =>
  preprocess(bytes, { variant: 'web', imageSize: 224, maximumPixels: 50_000_000, ...options });

/** To compare crops by: a test runner takes minutes to print how two of them differ. */
export const cropHash = async (...args: Parameters<typeof crop>): Promise<string> => sha256(await crop(...args));

/** Pixel (x, y) = (7x + 3y, x² + y, x ^ y), each modulo 256: the synthetic pictures of the model's specification. */
export function syntheticPixels(width: number, height: number): Buffer {
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const index = (y * width + x) * 3;
      pixels[index] = 7 * x + 3 * y;
      pixels[index + 1] = x * x + y;
      pixels[index + 2] = x ^ y;
    }
  }
  return pixels;
}
