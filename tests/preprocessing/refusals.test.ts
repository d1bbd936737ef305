import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { inspectImage, makePlaceholder } from '../../src/services/collection/inspect.js';
import { authorsPicture, crop, fixture } from './support.js';

const limits = { imagePixels: 50_000_000 };

/** A PNG that declares a size and holds next to nothing. */
function hollowPng(width: number, height: number): Buffer {
  const header = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  const size = Buffer.alloc(13);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  size.set([8, 2, 0, 0, 0], 8);
  const chunk = (kind: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  return Buffer.concat([
    header.subarray(0, 8),
    chunk('IHDR', size),
    chunk('IDAT', deflateSync(Buffer.alloc(100))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

const jpeg = authorsPicture('cir_query.png');
const png = fixture('models/tiny-model/pictures/portrait.png');
const tiff = () => sharp(png).tiff().toBuffer();
const heic = Buffer.from('0000001c66747970686569630000000068656963', 'hex');

describe('what is no picture that we read ends in a coded error that says what to do', () => {
  const cases: [string, () => Uint8Array | Promise<Uint8Array>, string, RegExp][] = [
    ['no bytes at all', () => Buffer.alloc(0), 'IMAGE_UNREADABLE', /empty.*Send a JPEG, PNG, WebP, GIF or AVIF/],
    ['a text', () => Buffer.from('hello, world'), 'IMAGE_UNREADABLE', /not a picture.*Send/],
    ['an SVG', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'IMAGE_UNSUPPORTED', /SVG.*Send/],
    ['a TIFF', tiff, 'IMAGE_UNSUPPORTED', /image\/tiff.*Send/],
    ['a HEIC', () => heic, 'IMAGE_UNSUPPORTED', /image\/heic.*Send/],
    ['a PDF', () => Buffer.from('%PDF-1.7\n%âãÏÓ\n'), 'IMAGE_UNSUPPORTED', /application\/pdf/],
    ['a JPEG cut in half', () => jpeg.subarray(0, jpeg.length / 2), 'IMAGE_UNREADABLE', /damaged or cut off/],
    ['a PNG cut in half', () => png.subarray(0, png.length / 2), 'IMAGE_UNREADABLE', /damaged or cut off/],
    ['the first bytes of a JPEG', () => jpeg.subarray(0, 30), 'IMAGE_UNREADABLE', /damaged or cut off/],
    ['a decompression bomb', () => hollowPng(100_000, 100_000), 'IMAGE_TOO_LARGE', /100000 × 100000.*Send a smaller/],
  ];
  for (const [name, picture, code, message] of cases) {
    it(name, async () => {
      const expected = { code, message: expect.stringMatching(message) as string };
      for (const variant of ['web', 'reference'] as const) {
        await expect(crop(await picture(), { variant })).rejects.toMatchObject(expected);
      }
      await expect(makePlaceholder(await picture(), limits)).rejects.toMatchObject(expected);
    });
  }

  it('names the limit that a picture exceeds', async () => {
    const refused = { code: 'IMAGE_TOO_LARGE', message: expect.stringContaining('at most 300000') as string };
    await expect(crop(jpeg, { maximumPixels: 300_000 })).rejects.toMatchObject(refused);
    await expect(inspectImage(jpeg, { imagePixels: 300_000 })).rejects.toMatchObject(refused);
    await expect(crop(jpeg, { maximumPixels: 778 * 475 })).resolves.toHaveLength(224 * 224 * 3);
  });
});

describe('inspecting', () => {
  it('tells format and upright size by content, whatever the name says', async () => {
    await expect(inspectImage(jpeg, limits)).resolves.toMatchObject({
      mimeType: 'image/jpeg',
      width: 778,
      height: 475,
    });
    const turned = { mimeType: 'image/jpeg', width: 200, height: 300 };
    await expect(inspectImage(fixture('models/tiny-model/pictures/rotated.jpg'), limits)).resolves.toMatchObject(
      turned,
    );
    const animated = { mimeType: 'image/gif', width: 260, height: 180 };
    await expect(inspectImage(fixture('preprocessing/formats/animated.gif'), limits)).resolves.toMatchObject(animated);
  });

  it('makes a placeholder of at most 30 pixels that fits a data: URL', async () => {
    const placeholder = await makePlaceholder(jpeg, limits);
    const [head, data] = placeholder.split(',');
    expect(head).toBe('data:image/webp;base64');
    expect(placeholder.length).toBeLessThan(700);
    const { width, height, format } = await sharp(Buffer.from(data ?? '', 'base64')).metadata();
    expect({ width, height, format }).toEqual({ width: 30, height: 18, format: 'webp' });
  });
});
