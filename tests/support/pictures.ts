import sharp from 'sharp';

/** A small picture of its own for each number: the same number, the same bytes. */
export async function picture(
  seed: number,
  { width = 48, height = 40, format = 'png' as 'png' | 'jpeg' | 'webp' } = {},
): Promise<Buffer> {
  const channel = (shift: number) => (((seed + 1) * 2654435761) >>> shift) & 255;
  const background = { r: channel(0), g: channel(8), b: channel(16) };
  const mark = { r: channel(4), g: channel(12), b: channel(20) };
  const square = await sharp({ create: { width: 12, height: 12, channels: 3, background: mark } })
    .png()
    .toBuffer();
  return sharp({ create: { width, height, channels: 3, background } })
    .composite([{ input: square, left: seed % Math.max(1, width - 12), top: (seed * 7) % Math.max(1, height - 12) }])
    .toFormat(format)
    .toBuffer();
}

export async function pictureFile(seed: number, name = `picture-${seed}.png`): Promise<File> {
  return new File([new Uint8Array(await picture(seed))], name, { type: 'image/png' });
}
