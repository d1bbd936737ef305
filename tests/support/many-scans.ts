import sharp from 'sharp';

const SOS = 0xda;
const EOI = Buffer.from([0xff, 0xd9]);

interface Segment {
  readonly marker: number;
  readonly start: number;
  readonly end: number;
}

/** The segments after SOI, each scan with its coded data. */
export function segmentsOf(jpeg: Buffer): Segment[] {
  const segments: Segment[] = [];
  for (let start = 2; (jpeg[start + 1] ?? 0xd9) !== 0xd9;) {
    const marker = jpeg[start + 1] ?? 0;
    let end = start + 2 + jpeg.readUInt16BE(start + 2);
    const coded = () => jpeg[end] !== 0xff || jpeg[end + 1] === 0 || ((jpeg[end + 1] ?? 0) & 0xf8) === 0xd0;
    if (marker === SOS) while (end < jpeg.length && coded()) end += 1;
    segments.push({ marker, start, end });
    start = end;
  }
  return segments;
}

/**
 * A progressive JPEG of so many scans, each of which a decoder has to walk over the whole picture for: grey, with noise in a
 * corner of `noise` × `noise` pixels, which makes a scan as large as one likes. The scans repeat one of the picture's own.
 */
export async function jpegOfManyScans(side: number, scans: number, noise = 0): Promise<Buffer> {
  const corner = Buffer.from(Uint8Array.from({ length: noise * noise * 3 }, () => Math.floor(Math.random() * 256)));
  const grey = sharp({ create: { width: side, height: side, channels: 3, background: '#808080' } });
  if (noise > 0)
    grey.composite([{ input: corner, raw: { width: noise, height: noise, channels: 3 }, left: 0, top: 0 }]);
  const picture = await grey.jpeg({ progressive: true }).toBuffer();
  const segments = segmentsOf(picture);
  const own = segments.filter(({ marker }) => marker === SOS);
  const repeated = segments.findIndex(({ marker, start }) => marker === SOS && picture[start + 4] === 1);
  // With the Huffman table before it, and the bits of its coefficients (Ah, Al) all: so that it may come again and again.
  const scan = Buffer.from(picture.subarray(segments[repeated - 1]?.start, segments[repeated]?.end));
  const header = (segments[repeated]?.start ?? 0) - (segments[repeated - 1]?.start ?? 0);
  scan[header + 9] = 0;
  const copies = Array.from({ length: scans - own.length }, () => scan);
  return Buffer.concat([picture.subarray(0, own.at(-1)?.end), ...copies, EOI]);
}
