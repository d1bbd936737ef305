import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { normalise } from '../../src/services/encoder/preprocessing/normalise.js';

it('is the binary that its source compiles to', async () => {
  await promisify(execFile)(process.execPath, ['tools/resampler/build.mjs', '--check']);
});

it("normalises with CLIP's constants, channel by channel", () => {
  const crop = new Uint8Array(2 * 2 * 3).fill(0);
  crop.set([255, 255, 255], 9);
  const tensor = normalise(crop, [0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711]);
  // The extremes of a CLIP input, as everybody prints them.
  const black = [-1.7922626, -1.7520971, -1.4802198];
  const white = [1.9303361, 2.0748837, 2.1458972];
  for (const channel of [0, 1, 2]) {
    expect(tensor[channel * 4]).toBeCloseTo(black[channel] ?? NaN, 6);
    expect(tensor[channel * 4 + 3]).toBeCloseTo(white[channel] ?? NaN, 6);
  }
});
