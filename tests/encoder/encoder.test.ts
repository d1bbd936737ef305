import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ObservableEncoder } from '../../src/services/encoder/encoder.js';
import type { EncoderOptions } from '../../src/services/encoder/options.js';
import type { EncoderImage, EncodeRequest } from '../../src/services/encoder/types.js';
import { goldenImage, goldensOf, modelFolder, openEncoder } from './golden-models.js';

const goldens = goldensOf('tiny-model');
const picture = (name: string): EncoderImage => goldenImage('tiny-model', goldens, name);
const portrait = picture('portrait');
const search = (request: Partial<EncodeRequest>): EncodeRequest => ({ priority: 'interactive', ...request });
const ingest = (request: Partial<EncodeRequest>): EncodeRequest => ({ priority: 'bulk', ...request });

const opened: ObservableEncoder[] = [];
async function open(options: Partial<EncoderOptions> = {}): Promise<ObservableEncoder> {
  const encoder = await openEncoder(modelFolder('tiny-model'), { workers: 1, ...options });
  opened.push(encoder);
  return encoder;
}
afterEach(() => Promise.all(opened.splice(0).map((encoder) => encoder.close())));

/** A picture whose bytes arrive when the test says so, and that counts how often they were asked for. */
function heldPicture(name: string) {
  const image = picture(name);
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const held = { loads: 0, release, image: { ...image, load: () => load() } };
  const load = async () => {
    held.loads += 1;
    await released;
    return image.load();
  };
  return held;
}

describe('the same input has the same vector to the bit', () => {
  it('whatever the worker, the company, the cache and the priority', async () => {
    const encoder = await open({ workers: 3 });
    const [alone] = [await encoder.encode(ingest({ image: portrait, instruction: 'make it smaller' }))];
    const requests = Array.from({ length: 12 }, (_, index) =>
      encoder.encode({
        image: index % 3 === 2 ? picture('landscape') : portrait,
        instruction: index % 3 === 1 ? 'in red, with long sleeves' : 'make it smaller',
        priority: index % 2 === 0 ? 'bulk' : 'interactive',
      }),
    );
    const together = await Promise.all(requests);
    const cached = await encoder.encode(search({ image: portrait, instruction: 'make it smaller' }));
    for (const index of [0, 3, 6, 9]) expect(together[index]?.embedding).toEqual(alone?.embedding);
    expect(cached.embedding).toEqual(alone?.embedding);
    expect(together[1]?.embedding).not.toEqual(alone?.embedding);
    expect(together[2]?.embedding).not.toEqual(alone?.embedding);
  });

  it('in another encoder, tomorrow', async () => {
    const [first, second] = [await open(), await open({ workers: 2 })];
    const request = search({ image: portrait, instruction: 'in blue' });
    expect((await first.encode(request)).embedding).toEqual((await second.encode(request)).embedding);
  });
});

describe('caches', () => {
  it('computes only the text half for a new instruction on a picture it has seen', async () => {
    const encoder = await open();
    const held = heldPicture('portrait');
    held.release();
    const first = await encoder.encode(search({ image: held.image, instruction: 'in blue' }));
    const second = await encoder.encode(search({ image: held.image, instruction: 'in red' }));
    expect(held.loads).toBe(1);
    expect(first.timings.vision).toBeGreaterThan(0);
    expect(first.timings.decode).toBeGreaterThan(0);
    expect(second.timings).toMatchObject({ decode: 0, vision: 0 });
    expect(second.timings.fuse).toBeGreaterThan(0);
    expect(encoder.stats().imageTokenCache).toEqual({ hits: 1, misses: 1 });
  });

  it('computes nothing when picture and instruction come back, and hands out a vector of its own', async () => {
    const encoder = await open();
    const request = search({ image: portrait, instruction: 'in blue' });
    const first = await encoder.encode(request);
    first.embedding.fill(0);
    const second = await encoder.encode(request);
    expect(second.timings).toEqual({ queue: 0, decode: 0, vision: 0, fuse: 0 });
    expect(Math.hypot(...second.embedding)).toBeCloseTo(1, 6);
    expect(encoder.stats().embeddingCache).toEqual({ hits: 1, misses: 1 });
  });

  it('keeps regions of a picture apart', async () => {
    const encoder = await open();
    const region = { left: 0, top: 0, width: 0.5, height: 0.5 };
    const whole = await encoder.encode(search({ image: portrait }));
    const part = await encoder.encode(search({ image: { ...portrait, region } }));
    expect(part.embedding).not.toEqual(whole.embedding);
    expect(part.timings.vision).toBeGreaterThan(0);
  });

  it('stays within its bytes', async () => {
    const imageTokens = 196 * 128 * 4;
    const encoder = await open({ imageTokenCacheBytes: imageTokens });
    await encoder.encode(search({ image: portrait }));
    await encoder.encode(search({ image: picture('landscape') }));
    const again = await encoder.encode(search({ image: portrait, instruction: 'in blue' }));
    expect(again.timings.vision).toBeGreaterThan(0);
  });

  it('are left to the queries: ingestion neither fills nor reads them', async () => {
    const encoder = await open();
    await encoder.encode(ingest({ image: portrait }));
    const query = await encoder.encode(search({ image: portrait }));
    expect(query.timings.vision).toBeGreaterThan(0);
  });
});

describe('admission', () => {
  it('refuses with OVERLOADED, and says when to come back, once the queue is full', async () => {
    const encoder = await open({ queueLength: 2 });
    const held = heldPicture('portrait');
    const waiting = [1, 2].map(() => encoder.encode(ingest({ image: held.image })));
    await expect(encoder.encode(ingest({ image: held.image }))).rejects.toMatchObject({
      code: 'OVERLOADED',
      message: expect.stringMatching(/2 requests already wait .*ENCODER_QUEUE_LENGTH/) as unknown,
      retryAfterSeconds: expect.any(Number) as unknown,
    });
    // Ingestion does not take the searches' places.
    await encoder.encode(search({ instruction: 'a red dress' }));
    held.release();
    await Promise.all(waiting);
  });

  it('drops a request whose signal fires while it waits, without reading its picture', async () => {
    const encoder = await open();
    const [first, second] = [heldPicture('portrait'), heldPicture('landscape')];
    const working = Array.from({ length: 3 }, () => encoder.encode(ingest({ image: first.image })));
    const abort = new AbortController();
    const abandoned = encoder.encode(ingest({ image: second.image, signal: abort.signal }));
    abort.abort(new Error('The client went away'));
    await expect(abandoned).rejects.toThrow('The client went away');
    first.release();
    await Promise.all(working);
    expect(second.loads).toBe(0);
    expect(encoder.stats().waiting).toEqual({ interactive: 0, bulk: 0 });
  });

  it('drains on close, then refuses', async () => {
    const encoder = await open();
    const held = heldPicture('portrait');
    const accepted = encoder.encode(search({ image: held.image }));
    const closed = encoder.close();
    await expect(encoder.encode(search({ instruction: 'late' }))).rejects.toMatchObject({
      code: 'ENCODER_UNAVAILABLE',
    });
    held.release();
    expect((await accepted).embedding).toHaveLength(128);
    await closed;
    await encoder.close();
  });
});

describe('input that cannot be encoded', () => {
  let encoder: ObservableEncoder;
  beforeAll(async () => {
    encoder = await openEncoder(modelFolder('tiny-model'), { workers: 1 });
  });
  afterAll(() => encoder.close());

  it('refuses a request with neither picture nor instruction', async () => {
    await expect(encoder.encode(search({}))).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it.each(goldens.mustBeRefused)(
    'refuses $tokens tokens ($kind), naming the limit and the length',
    async ({ kind, tokens }) => {
      const tokenIds = [2, ...new Array<number>(tokens - 2).fill(110), 3];
      const request = search({ image: kind === 'composed' ? portrait : undefined, tokenIds });
      await expect(encoder.encode(request)).rejects.toMatchObject({
        code: 'INSTRUCTION_TOO_LONG',
        message: expect.stringMatching(new RegExp(`${tokens} tokens.*at most ${tokens - 1}`)) as unknown,
      });
    },
  );

  it('cuts a long instruction only where configured, and keeps its end token', async () => {
    const encoder = await open({ truncateInstructions: true });
    const long = await encoder.encode(search({ image: portrait, instruction: 'red '.repeat(400) }));
    const cut = await encoder.encode(search({ image: portrait, instruction: 'red '.repeat(314) }));
    expect(long.tokens).toBe(316);
    expect(long.embedding).toEqual(cut.embedding);
  });

  it('says what is wrong with a picture, and goes on', async () => {
    const broken = { id: 'broken', load: async () => Buffer.from('not a picture at all') };
    await expect(encoder.encode(search({ image: broken }))).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
    const lost = { id: 'lost', load: () => Promise.reject(new Error('The file is gone')) };
    await expect(encoder.encode(search({ image: lost }))).rejects.toThrow('The file is gone');
    expect((await encoder.encode(search({ image: portrait }))).embedding).toHaveLength(128);
  });
});
