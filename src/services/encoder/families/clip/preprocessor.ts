import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { SetupError } from '../../../../lib/errors.js';

export const PREPROCESSOR_FILE = 'preprocessor_config.json';

const rgb = z.tuple([z.number(), z.number(), z.number()]);
const side = z.number().int().positive();
const on = z.literal(true).default(true);

/** What Leopard does not do is refused: another filter or an unusual step would change every vector without a word. */
const schema = z.object({
  do_resize: on,
  do_center_crop: on,
  do_rescale: on,
  do_normalize: on,
  do_convert_rgb: on,
  /** Pillow's number of bicubic. */
  resample: z.literal(3).default(3),
  rescale_factor: z
    .number()
    .refine((factor) => Math.abs(factor * 255 - 1) < 1e-9, 'must be 1/255')
    .default(1 / 255),
  size: z.union([side, z.object({ shortest_edge: side }).transform(({ shortest_edge }) => shortest_edge)]).default(224),
  crop_size: z
    .union([
      side,
      z
        .object({ height: side, width: side })
        .refine(({ height, width }) => height === width, 'must be square')
        .transform(({ height }) => height),
    ])
    .default(224),
  image_mean: rgb.default([0.48145466, 0.4578275, 0.40821073]),
  image_std: rgb.default([0.26862954, 0.26130258, 0.27577711]),
});

export interface PreprocessorConfig {
  readonly imageMean: readonly [number, number, number];
  readonly imageStd: readonly [number, number, number];
}

/**
 * Reads `preprocessor_config.json`, in the layout of today's transformers or of the first ones.
 * @throws SetupError MODEL_DESCRIPTION
 */
export async function readPreprocessor(folder: string, imageSize: number): Promise<PreprocessorConfig> {
  const path = join(folder, PREPROCESSOR_FILE);
  const fault = (what: string, cause?: unknown) =>
    new SetupError('MODEL_DESCRIPTION', `${path} ${what}. Install the model again, or see docs/models.md.`, { cause });
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw fault('cannot be read', cause);
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw fault('is not JSON', cause);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success)
    throw fault(`asks for a preprocessing that Leopard does not do:\n${z.prettifyError(parsed.error)}\n`);
  const { size, crop_size: crop, image_mean: imageMean, image_std: imageStd } = parsed.data;
  if (size !== imageSize || crop !== imageSize) {
    throw fault(`makes pictures of ${size} and crops of ${crop} pixels, but config.json beside it says ${imageSize}`);
  }
  return { imageMean, imageStd };
}
