import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeKey } from '../access/support.js';
import { send, upload } from '../support/graphql.js';
import { jpegOfManyScans } from '../support/many-scans.js';
import { picture } from '../support/pictures.js';
import { startTestServer, temporaryFolder, type TestServer } from '../support/server.js';

const SEARCH = 'query ($file: Upload!) { search(image: { upload: $file }) { id } }';
const INGEST =
  'mutation ($file: Upload!) { ingestImages(images: [{ image: { upload: $file } }]) { outcomes { status error { code message } } } }';

/** Under the default limits, and some seconds of work. */
const SLOW = { side: 6900, scans: 90 };

const blob = (bytes: Uint8Array) => new Blob([new Uint8Array(bytes)]);
/** The same work, but another picture. */
const variant = (bytes: Uint8Array, number: number) => blob(Buffer.concat([bytes, Buffer.from(String(number))]));

describe('a picture that would take long to decode', () => {
  let server: TestServer;
  beforeAll(async () => {
    const settings = { MAX_IMAGE_SCANS: '20', MAX_DECODE_MS: '3000' };
    server = await startTestServer({ settings, stopWithTest: false });
  });
  afterAll(() => server.stop());

  it('is refused by its scans, whatever is asked of it, and one of as many as are accepted is not', async () => {
    const refused = { code: 'IMAGE_TOO_LARGE', message: expect.stringContaining('imageScans') };
    const many = blob(await jpegOfManyScans(64, 21));
    const searched = await upload(server.endpoint, SEARCH, { file: many });
    expect(searched.errors?.[0]).toMatchObject({ message: refused.message, extensions: { code: refused.code } });
    const stored = await upload(server.endpoint, INGEST, { file: many });
    expect(stored.data).toMatchObject({ ingestImages: { outcomes: [{ status: 'REJECTED', error: refused }] } });
    const most = await upload(server.endpoint, INGEST, { file: blob(await jpegOfManyScans(64, 20)) });
    expect(most.data).toMatchObject({ ingestImages: { outcomes: [{ status: 'STORED' }] } });
  });

  it('says its limits', async () => {
    const { data } = await send(server.endpoint, '{ status { limits { imageScans decodeTime } } }');
    expect(data).toEqual({ status: { limits: { imageScans: 20, decodeTime: 3000 } } });
  });
});

it('is given up at the limit of time, and the next picture finds a decoder', async () => {
  const { endpoint } = await startTestServer({ settings: { MAX_DECODE_MS: '2000', MAX_IMAGE_SCANS: '1000' } });
  const { errors } = await upload(endpoint, SEARCH, { file: blob(await jpegOfManyScans(SLOW.side, 1000)) });
  expect(errors?.[0]).toMatchObject({
    message: expect.stringContaining('decodeTime'),
    extensions: { code: 'IMAGE_TOO_LARGE' },
  });
  const next = await upload(endpoint, SEARCH, { file: blob(await picture(1)) });
  expect(next.errors).toBeUndefined();
});

it('holds up nobody else: pictures and words of other clients are answered while all of one client wait', async () => {
  const { path: dataFolder, remove } = await temporaryFolder();
  const client = async () => {
    const key = await makeKey(dataFolder, { scope: 'write' });
    return { headers: { authorization: `Bearer ${key}` } };
  };
  const one = await client();
  const other = await client();
  const { endpoint, stop } = await startTestServer({ dataFolder, stopWithTest: false });
  try {
    const slow = await jpegOfManyScans(SLOW.side, SLOW.scans);
    const left = new AbortController();
    let answered = 0;
    const waiting = Array.from({ length: 6 }, async (_, number) => {
      await upload(
        endpoint,
        number % 2 ? SEARCH : INGEST,
        { file: variant(slow, number) },
        { ...one, signal: left.signal },
      );
      answered += 1;
    });
    const settled = Promise.allSettled(waiting);
    for (let number = 0; number < 3; number++) {
      const searched = await upload(endpoint, SEARCH, { file: blob(await picture(number)) }, other);
      expect(searched.errors).toBeUndefined();
      const stored = await upload(endpoint, INGEST, { file: blob(await picture(number + 10)) }, other);
      expect(stored.data).toMatchObject({ ingestImages: { outcomes: [{ status: 'STORED' }] } });
      const words = await send(endpoint, `{ search(instruction: "a mug ${number}") { id } }`, {}, other);
      expect(words.errors).toBeUndefined();
    }
    // In one queue with them, the first of the others would come after four.
    expect(answered).toBeLessThan(2);
    left.abort();
    await settled;
  } finally {
    await stop();
    await remove();
  }
});

it('renditions of one key hold up no other key of the same address', async () => {
  const { path: dataFolder, remove } = await temporaryFolder();
  const keyed = async () => ({ headers: { authorization: `Bearer ${await makeKey(dataFolder, { scope: 'write' })}` } });
  const [one, other] = [await keyed(), await keyed()];
  const { endpoint, stop } = await startTestServer({ dataFolder, stopWithTest: false });
  try {
    const slow = await jpegOfManyScans(3000, 60);
    const query = INGEST.replace('status', 'image { id }');
    const { data } = await upload(endpoint, query, { file: blob(slow) }, one);
    const { outcomes } = (data as { ingestImages: { outcomes: { image: { id: string } }[] } }).ingestImages;
    let answered = 0;
    const rendition = async (width: number, client: typeof one) => {
      const address = new URL(`/images/${outcomes[0]?.image.id}?width=${width}&height=64`, endpoint);
      const response = await fetch(address, client);
      expect(response.status).toBe(200);
      answered += 1;
    };
    // Decoders are processes, which take a while to start.
    await Promise.all([rendition(30, one), rendition(31, one), rendition(32, other)]);
    answered = 0;
    const ofOne = Array.from({ length: 12 }, (_, number) => rendition(40 + number, one));
    await rendition(60, other);
    // Behind all of the first key's, it would be the eleventh at the earliest: three are made at a time.
    expect(answered).toBeLessThan(10);
    await Promise.all(ofOne);
  } finally {
    await stop();
    await remove();
  }
});
