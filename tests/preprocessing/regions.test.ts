import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { crop, cropHash, fixture } from './support.js';
import { storeTurned } from './turned.js';

// 347 × 231 pixels of noise: one pixel off shows.
const picture = fixture('preprocessing/formats/rgb-odd.png');
const region = { left: 0.25, top: 0.1, width: 0.5, height: 0.4 };
const cut = () => sharp(picture).extract({ left: 87, top: 23, width: 173, height: 93 }).png().toBuffer();

describe('a region of a picture', () => {
  it.each(['web', 'reference'] as const)('is cut out before the resize (%s)', async (variant) => {
    expect(await cropHash(picture, { variant, region })).toBe(await cropHash(await cut(), { variant }));
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('is one of the upright picture, EXIF orientation %d', async (orientation) => {
    const stored = await storeTurned(picture, orientation);
    expect(await cropHash(stored, { region })).toBe(await cropHash(await cut()));
    // `reference` does not turn, but it cuts out the same part, which then lies as the file has it.
    const storedCut = await storeTurned(await cut(), orientation);
    expect(await cropHash(stored, { variant: 'reference', region })).toBe(
      await cropHash(storedCut, { variant: 'reference' }),
    );
  });

  it('that is the whole picture changes nothing', async () => {
    expect(await cropHash(picture, { region: { left: 0, top: 0, width: 1, height: 1 } })).toBe(await cropHash(picture));
    // 0.1 + 0.2 + … style sums may end a hair above 1.
    const sum = { left: 0.7, top: 0, width: 0.1 + 0.2, height: 1 };
    await expect(crop(picture, { region: sum })).resolves.toHaveLength(224 * 224 * 3);
  });

  it('has at least one pixel', async () => {
    const dot = await crop(picture, { region: { left: 0.5, top: 0.5, width: 1e-9, height: 1e-9 } });
    expect(
      new Set(Array.from({ length: 224 * 224 }, (_, index) => dot.subarray(index * 3, index * 3 + 3).join())).size,
    ).toBe(1);
  });

  it.each([
    { left: -0.1, top: 0, width: 0.5, height: 0.5 },
    { left: 0.6, top: 0, width: 0.5, height: 0.5 },
    { left: 0, top: 0, width: 0, height: 0.5 },
    { left: 0, top: 0, width: NaN, height: 0.5 },
    { left: 0, top: 0.5, width: 0.5, height: 0.6 },
  ])('outside the picture is refused with the rule: %o', async (outside) => {
    await expect(crop(picture, { region: outside })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining('fractions of the upright picture') as string,
    });
  });
});
