import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/index.js';
import { json } from './inference-service.js';
import { settingsFor } from './settings.js';
import { openEncoder, startService, testImage } from './support.js';

describe('an inference service', () => {
  it('has the dimension that it gives, or the first numbers of it, brought to length 1', async () => {
    const service = await startService();
    const { encoder } = await openEncoder(settingsFor(service));
    const { encoder: cutting } = await openEncoder(settingsFor(service, { ENCODER_DIMENSION: '8' }));
    const image = await testImage(2);
    const [whole, part] = await Promise.all(
      [encoder, cutting].map(async (it) => (await it.encode({ priority: 'bulk', image })).embedding),
    );
    expect([encoder.identity.dimension, cutting.identity.dimension]).toEqual([32, 8]);
    const scale = Math.hypot(...(whole?.slice(0, 8) ?? []));
    part?.forEach((value, index) => expect(value).toBeCloseTo((whole?.[index] ?? NaN) / scale, 6));
    expect(Math.hypot(...(part ?? []))).toBeCloseTo(1, 6);
  });

  it('is asked with the prompt of documents for a picture alone, with that of queries where there are words', async () => {
    const service = await startService({ model: 'Qwen/Qwen3-VL-Embedding-2B', dimension: 2048 });
    const { encoder } = await openEncoder(settingsFor(service, { MODEL: 'qwen3-vl-embedding-2b' }));
    expect(encoder.identity).toMatchObject({
      model: 'Qwen/Qwen3-VL-Embedding-2B',
      dimension: 1024,
      precision: 'served',
    });
    const image = await testImage(3);
    await encoder.encode({ priority: 'bulk', image });
    await encoder.encode({ priority: 'interactive', image, instruction: 'in red' });
    const [document, query] = service.asked.slice(-2);
    expect(document).toMatchObject({ system: "Represent the user's input.", text: undefined });
    expect(query).toMatchObject({ system: expect.stringMatching(/described changes\.$/) as unknown, text: 'in red' });
    expect(query?.body).toMatchObject({ add_generation_prompt: true, add_special_tokens: true });
  });

  it('speaks the protocol of Cohere where that is asked for', async () => {
    const service = await startService({ key: 'k' });
    const settings = settingsFor(service, { ENCODER_PROTOCOL: 'cohere', ENCODER_API_KEY: 'k' });
    const { encoder } = await openEncoder(settings);
    const { tokens } = await encoder.encode({ priority: 'interactive', instruction: 'a mug' });
    expect(tokens).toBe(7);
    expect(service.asked.at(-1)?.body).toMatchObject({ input_type: 'search_query', truncate: 'NONE' });
    await encoder.encode({ priority: 'bulk', image: await testImage(1) });
    expect(service.asked.at(-1)?.body).toMatchObject({ input_type: 'search_document' });
  });

  it('may move, and be asked better, without another identity; other prompts and pixels of documents are another', async () => {
    const service = await startService();
    const identity = async (more: Record<string, string>) =>
      (await openEncoder(settingsFor(service, more))).encoder.identity;
    const first = await identity({});
    const elsewhere = { ENCODER_URL: service.url.replace('127.0.0.1', 'localhost'), ENCODER_QUERY_PROMPT: 'Find' };
    expect(await identity(elsewhere)).toEqual(first);
    expect((await identity({ ENCODER_DOCUMENT_PROMPT: 'Look' })).checkpoint).not.toBe(first.checkpoint);
    expect((await identity({ ENCODER_REVISION: 'b' })).checkpoint).not.toBe(first.checkpoint);
    expect((await identity({ ENCODER_MAX_PIXELS: '4096' })).preprocessing).toBe('sent-1-4096');
  });
});

describe('a start is refused, with a code and a remedy, where the service', () => {
  it.each<[string, Parameters<typeof startService>[0], Record<string, string>, string, RegExp]>([
    ['serves another model', { model: 'other' }, {}, 'ENCODER_MODEL', /it serves "other".*MODEL/],
    ['wants a key', { key: 'k' }, { ENCODER_API_KEY: 'wrong' }, 'ENCODER_REFUSED', /401.*ENCODER_API_KEY/],
    ['ignores the picture', { ignores: 'picture' }, {}, 'ENCODER_NOT_COMPOSING', /ignores the picture/],
    ['ignores the words', { ignores: 'text' }, {}, 'ENCODER_NOT_COMPOSING', /ignores the words/],
    ['has fewer numbers', {}, { ENCODER_DIMENSION: '64' }, 'ENCODER_REFUSED', /32 numbers, fewer than 64/],
    [
      'answers otherwise each time',
      {
        answer: (_asked, right, response) => {
          const embedding = right.map((value) => value + (Math.random() - 0.5));
          json(response, 200, { data: [{ index: 0, embedding }] });
        },
      },
      {},
      'ENCODER_UNSTEADY',
      /another vector for the same input/,
    ],
    [
      'is behind another path',
      { answer: (_a, _r, response) => json(response, 404, {}) },
      {},
      'ENCODER_REFUSED',
      /404.*\/v1/,
    ],
    [
      'redirects',
      { answer: (_a, _r, response) => json(response, 308, {}, { location: 'http://127.0.0.1:9/' }) },
      {},
      'ENCODER_REFUSED',
      /308.*ENCODER_URL/,
    ],
  ])('%s', async (_, behaviour, settings, code, message) => {
    const service = await startService(behaviour);
    await expect(openEncoder(settingsFor(service, settings))).rejects.toMatchObject({
      name: 'SetupError',
      code,
      message: expect.stringMatching(message) as unknown,
    });
  });

  it('is not there', async () => {
    const service = await startService();
    await service.kill();
    await expect(openEncoder(settingsFor(service))).rejects.toMatchObject({
      code: 'ENCODER_UNREACHABLE',
      message: expect.stringContaining(service.url) as unknown,
    });
  });

  it('is named with a user name in its address, or with no model', () => {
    const url = 'http://user:word@127.0.0.1:1/v1';
    expect(() => readConfig({ ENCODER_URL: url, MODEL: 'm' })).toThrow(/ENCODER_URL: no user name or password/);
    expect(() => readConfig({ ENCODER_URL: 'http://127.0.0.1:1/v1' })).toThrow(/MODEL: ENCODER_URL is set/);
  });

  it('loads its model: the start waits, and says so', async () => {
    const service = await startService();
    await service.kill();
    const opening = openEncoder(settingsFor(service, { ENCODER_START_SECONDS: '60' }));
    await service.listen();
    const { notices } = await opening;
    expect(notices.join()).toMatch(/Waiting for the inference service|^$/);
  });
});

describe('what is sent of a picture', () => {
  it('is upright, no larger than asked for, in whole tokens, and says nothing of where it was taken', async () => {
    const { default: sharp } = await import('sharp');
    const service = await startService();
    const { encoder } = await openEncoder(settingsFor(service, { ENCODER_MAX_PIXELS: '65536' }));
    const bytes = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#808080' } })
      .jpeg()
      .withExif({ IFD0: { Copyright: 'somebody' }, IFD3: { GPSLatitude: '52/1 31/1 0/1', GPSLatitudeRef: 'N' } })
      .withMetadata({ orientation: 6 })
      .toBuffer();
    expect(await sharp(bytes).metadata()).toMatchObject({ exif: expect.anything() as unknown });
    await encoder.encode({ priority: 'bulk', image: { id: 'photo', load: async () => bytes } });
    const sent = service.documents.at(-1)?.picture ?? Buffer.alloc(0);
    const metadata = await sharp(sent).metadata();
    expect(metadata).toMatchObject({ format: 'jpeg', width: 192, height: 288, chromaSubsampling: '4:4:4' });
    expect([metadata.exif, metadata.icc, metadata.xmp, metadata.orientation]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(sent.includes('Exif')).toBe(false);
  });
});
