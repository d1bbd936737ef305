import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { normalise } from '../../src/services/encoder/preprocessing/normalise.js';
import { preprocess } from '../../src/services/encoder/preprocessing/preprocess.js';
import { goldenImage, goldensOf } from '../encoder/golden-models.js';

const goldens = goldensOf('clip-tiny');
const MEAN = [0.48145466, 0.4578275, 0.40821073] as const;
const STD = [0.26862954, 0.26130258, 0.27577711] as const;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe.each(['reference', 'web'] as const)('%s makes the pictures of CLIP, to the bit', (variant) => {
  it.each(Object.entries(goldens.pictures))('%s', async (name, picture) => {
    const bytes = await goldenImage('clip-tiny', goldens, name).load();
    const crop = await preprocess(bytes, { variant, processor: 'clip', imageSize: 224, maximumPixels: 1e8 });
    const tensor = normalise(crop, MEAN, STD);
    expect({ sha256: sha256(crop), tensorSha256: sha256(new Uint8Array(tensor.buffer)) }).toEqual({
      sha256: picture[variant]?.sha256,
      tensorSha256: picture[variant]?.tensorSha256,
    });
  });
});
