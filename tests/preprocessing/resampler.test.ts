import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { DecodeGate } from '../../src/services/encoder/preprocessing/decode-gate.js';
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

it('decodes at the same time only as many pixels as fit, in order of arrival, and a larger picture alone', async () => {
  const gate = new DecodeGate(100);
  const events: string[] = [];
  const finish: (() => void)[] = [];
  const work = (name: string, pixels: number) =>
    gate.run(pixels, async () => {
      events.push(name);
      await new Promise<void>((resolve) => finish.push(resolve));
    });
  const all = [work('a', 60), work('b', 30), work('huge', 500), work('c', 10)];
  await Promise.resolve();
  expect(events).toEqual(['a', 'b']);
  finish[0]?.();
  finish[1]?.();
  await Promise.all(all.slice(0, 2));
  expect(events).toEqual(['a', 'b', 'huge']);
  finish[2]?.();
  await all[2];
  expect(events).toEqual(['a', 'b', 'huge', 'c']);
  finish[3]?.();
  await Promise.all(all);
});
