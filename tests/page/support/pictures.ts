import { randomBytes } from 'node:crypto';
import sharp from 'sharp';

export interface PictureFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** A picture that no server has seen before. */
export async function newPicture(name: string): Promise<PictureFile> {
  const buffer = await sharp(randomBytes(3 * 24 * 24), { raw: { width: 24, height: 24, channels: 3 } })
    .resize(200)
    .png()
    .toBuffer();
  return { name, mimeType: 'image/png', buffer };
}

/** A file that says it is a picture and is none. */
export const brokenPicture = (name: string): PictureFile => ({
  name,
  mimeType: 'image/png',
  buffer: Buffer.from('no picture at all'),
});
