import sharp, { type Sharp } from 'sharp';

/** A PNG whose EXIF orientation, applied by a viewer, gives `upright`. */
export async function storeTurned(upright: Uint8Array, orientation: number): Promise<Buffer> {
  const picture = sharp(upright);
  // sharp mirrors before it rotates, whatever the order of the calls.
  const inverse: Record<number, (picture: Sharp) => Sharp> = {
    2: (it) => it.flop(),
    3: (it) => it.rotate(180),
    4: (it) => it.flip(),
    5: (it) => it.flip().rotate(90),
    6: (it) => it.rotate(270),
    7: (it) => it.flop().rotate(90),
    8: (it) => it.rotate(90),
  };
  const turned = await (inverse[orientation]?.(picture) ?? picture).png().toBuffer();
  return sharp(turned).withMetadata({ orientation }).png().toBuffer();
}
