import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture } from '../preprocessing/support.js';
import { send } from '../support/graphql.js';
import { startTestServer, type TestServer } from '../support/server.js';

/** Files that hold a whole picture, but not in the way that decoders expect; and those that only look so. */
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ stopWithTest: false });
});
afterAll(() => server.stop());

interface Outcome {
  readonly status: string;
  readonly image: { readonly id: string; readonly mimeType: string; readonly url: string } | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

async function ingest(base64: string): Promise<Outcome> {
  const { data } = await send<{ ingestImages: { outcomes: [Outcome] } }>(
    server.endpoint,
    `mutation ($base64: String!) { ingestImages(images: [{ image: { base64: $base64 } }]) {
      outcomes { status image { id mimeType url(width: 32) } error { code message } } } }`,
    { base64 },
  );
  if (!data) throw new Error('no answer');
  return data.ingestImages.outcomes[0];
}

/** The nearest picture. */
async function nearest(image: Record<string, string>) {
  const { data, errors } = await send<{ search: { hits: [{ score: number; image: { id: string } }] } }>(
    server.endpoint,
    'query ($image: ImageInput!) { search(image: $image, limit: 1, includeQueryImage: true) { hits { score image { id } } } }',
    { image },
  );
  expect(errors).toBeUndefined();
  return data?.search.hits[0];
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

/** Another picture for each pair of sizes, with something in every block. */
function noise(width: number, height: number) {
  const pixels = Buffer.alloc(width * height * 3);
  for (let at = 0, value = width * 31 + height; at < pixels.length; at++) {
    value = (value * 1103515245 + 12345) % 2147483648;
    pixels[at] = value >> 16;
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

describe('a JPEG of which only the end marker is missing', () => {
  it.each([
    ['in rows of 8 pixels', noise(50, 24).jpeg({ chromaSubsampling: '4:4:4' })],
    ['in rows of 16 pixels', noise(51, 33).jpeg({ chromaSubsampling: '4:2:0' })],
    ['grey', noise(52, 41).greyscale().jpeg()],
    ['progressive', noise(53, 34).jpeg({ progressive: true })],
    ['progressive, by mozjpeg', noise(54, 35).jpeg({ mozjpeg: true })],
  ])('is the picture, where it is %s; with a byte less it is cut', async (_name, pipeline) => {
    const whole = await pipeline.toBuffer();
    for (const missing of [1, 2]) {
      const { status, image } = await ingest(text(whole.subarray(0, -missing)));
      expect(status).toBe('STORED');
      const hit = await nearest({ base64: text(whole) });
      expect(hit?.image.id).toBe(image?.id);
      expect(hit?.score).toBeGreaterThan(0.999999);
      expect((await fetch(image?.url ?? '')).status).toBe(200);
      await send(server.endpoint, 'mutation ($ids: [ID!]!) { deleteImages(ids: $ids) { deleted } }', {
        ids: [image?.id],
      });
    }
    for (const missing of [3, 4, 20]) {
      const { error } = await ingest(text(whole.subarray(0, -missing)));
      expect(error).toMatchObject({ code: 'IMAGE_UNREADABLE', message: expect.stringContaining('cut off') });
    }
  });
});

describe('an AVIF', () => {
  const animated = fixture('preprocessing/animated.avif');
  const renamed = (changes: Record<string, string>) => {
    const bytes = Buffer.from(animated);
    for (const [from, to] of Object.entries(changes)) bytes.write(to, bytes.indexOf(from), 'latin1');
    return bytes;
  };

  it.each([
    ['that is animated is its first frame', animated],
    ['that begins with a general brand is seen by its others', renamed({ avis: 'mif1' })],
  ])('%s', async (_name, bytes) => {
    const { status, image } = await ingest(text(bytes));
    expect({ status, mimeType: image?.mimeType }).toEqual({ status: 'STORED', mimeType: 'image/avif' });
    const rendition = await fetch(image?.url ?? '');
    const { data } = await sharp(await rendition.arrayBuffer())
      .raw()
      .toBuffer({ resolveWithObject: true });
    const [red = 0, green = 0, blue = 0] = data;
    expect(red > 200 && green < 50 && blue < 50).toBe(true);
  });

  it('that is nothing but a sequence is refused with what to do', async () => {
    const { error } = await ingest(text(renamed({ meta: 'free' })));
    expect(error).toMatchObject({ code: 'IMAGE_UNSUPPORTED', message: expect.stringContaining('Convert it') });
  });
});

describe('blanks around what was pasted', () => {
  it('are no part of a data: URL or of an id', async () => {
    const picture = await noise(40, 40).png().toBuffer();
    const { status, image } = await ingest(`\n\t \u00a0data:image/png;base64,${text(picture)}\r\n`);
    expect(status).toBe('STORED');
    const id = ` ${image?.id}\n`;
    expect((await nearest({ id }))?.image.id).toBe(image?.id);
    const { data } = await send(server.endpoint, 'query ($id: ID!) { image(id: $id) { id } }', { id });
    expect(data).toEqual({ image: { id: image?.id } });
    const deleted = await send(server.endpoint, 'mutation ($id: ID!) { deleteImages(ids: [$id]) { deleted } }', { id });
    expect(deleted.data).toEqual({ deleteImages: { deleted: [image?.id] } });
  });

  it('are no part of an address', async () => {
    const { errors } = await send(
      server.endpoint,
      '{ search(image: { url: "\\u00a0http://127.0.0.1/a.jpg " }) { id } }',
    );
    expect(errors).toMatchObject([{ message: expect.stringContaining('public internet address') }]);
  });
});
