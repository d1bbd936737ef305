import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { crop, cropHash, fixture } from './support.js';
import { storeTurned } from './turned.js';

/** The middle pixel of a crop. */
async function middle(picture: Uint8Array, variant: 'web' | 'reference' = 'web'): Promise<number[]> {
  const bytes = await crop(picture, { variant });
  return [...bytes.subarray((112 * 224 + 112) * 3, (112 * 224 + 112) * 3 + 3)];
}

const near = (values: number[], expected: number[], tolerance: number) =>
  values.every((value, index) => Math.abs(value - (expected[index] ?? NaN)) <= tolerance);

const plain = (red: number, green: number, blue: number) =>
  sharp({ create: { width: 300, height: 260, channels: 3, background: { r: red, g: green, b: blue } } });

describe('what `web` does with what browsers show', () => {
  it('applies an embedded colour profile; `reference` ignores it', async () => {
    const wideGamut = await plain(200, 60, 60).withIccProfile('p3').png().toBuffer();
    expect(near(await middle(wideGamut), [200, 60, 60], 4)).toBe(true);
    // The stored numbers are those of Display P3, in which the same red is less saturated.
    expect(near(await middle(wideGamut, 'reference'), [188, 73, 69], 6)).toBe(true);
  });

  it('reads CMYK', async () => {
    const cyan = await sharp(fixture('preprocessing/formats/cmyk.jpg')).metadata();
    expect(cyan.space).toBe('cmyk');
    const bytes = await crop(fixture('preprocessing/formats/cmyk.jpg'));
    expect(new Set(bytes).size).toBeGreaterThan(50);
  });

  it('shows AVIF as the JPEG of the same picture', async () => {
    const avif = await plain(20, 180, 90).avif({ quality: 90 }).toBuffer();
    expect(near(await middle(avif), [20, 180, 90], 3)).toBe(true);
  });

  it('puts transparency over white', async () => {
    const halfRed = { r: 255, g: 0, b: 0, alpha: 0.5 };
    const picture = sharp({ create: { width: 300, height: 260, channels: 4, background: halfRed } });
    expect(near(await middle(await picture.png().toBuffer()), [255, 127, 127], 1)).toBe(true);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('turns EXIF orientation %d upright', async (orientation) => {
    const upright = await sharp(fixture('preprocessing/formats/rgb-odd.png')).png().toBuffer();
    const stored = await storeTurned(upright, orientation);
    expect(await cropHash(stored)).toBe(await cropHash(upright));
  });
});
