import { readdirSync } from 'node:fs';
import sharp from 'sharp';
import { LeopardError } from '../../src/lib/errors.js';
import { inspectImage } from '../../src/services/collection/inspect.js';
import { seededRandom } from '../../src/lib/seeded-random.js';
import { mutate } from './mutations.js';
import { crop, fixture, sha256 } from './support.js';

/** Small pictures of every format and kind. */
export async function seedPictures(): Promise<Buffer[]> {
  const pictures = ['models/tiny-model/pictures', 'preprocessing/formats'].flatMap((folder) =>
    readdirSync(new URL(`../fixtures/${folder}/`, import.meta.url)).map((name) => fixture(`${folder}/${name}`)),
  );
  const avif = await sharp(fixture('models/tiny-model/pictures/landscape.png')).avif({ effort: 0 }).toBuffer();
  return [...pictures, avif].filter(({ length }) => length < 50_000);
}

export interface FuzzOutcome {
  /** Mutated pictures that still gave a crop. */
  readonly valid: number;
  /** Refusals by code. */
  readonly refused: Readonly<Record<string, number>>;
  /** Whatever ended otherwise: number of the case, and how. */
  readonly faults: readonly string[];
}

const CODES = /^IMAGE_(UNREADABLE|UNSUPPORTED|TOO_LARGE)$/;

/** Preprocesses mutated pictures; each must end in a crop or in a coded error that says what to do. */
export async function fuzzPictures(count: number, seed: number, onCase?: (done: number) => void): Promise<FuzzOutcome> {
  const seeds = await seedPictures();
  const refused: Record<string, number> = {};
  const faults: string[] = [];
  let valid = 0;
  for (let number = 0; number < count; number++) {
    const random = seededRandom(seed * 1_000_003 + number);
    const original = seeds[Math.floor(random() * seeds.length)] ?? Buffer.alloc(0);
    const picture = mutate(original, random);
    const variant = random() < 0.5 ? 'web' : 'reference';
    try {
      const bytes = await crop(picture, { variant, maximumPixels: 4_000_000 });
      if (bytes.length !== 224 * 224 * 3) faults.push(`${number}: a crop of ${bytes.length} bytes`);
      await inspectImage(picture, { imagePixels: 4_000_000 });
      valid++;
    } catch (error) {
      if (!(error instanceof LeopardError) || !CODES.test(error.code))
        faults.push(`${number} (${sha256(picture)}): ${String(error)}`);
      else refused[error.code] = (refused[error.code] ?? 0) + 1;
    }
    onCase?.(number + 1);
  }
  return { valid, refused, faults };
}
