import { describe, expect, it } from 'vitest';
import { answerRightly, json, type Behaviour } from './inference-service.js';
import { settingsFor } from './settings.js';
import { openEncoder, startService, testImage } from './support.js';

type Misbehaviour = NonNullable<Behaviour['answer']>;
const status =
  (code: number, body: unknown = { error: { type: 'X' } }, headers = {}): Misbehaviour =>
  (_asked, _right, response) =>
    json(response, code, body, headers);
const page =
  (code: number): Misbehaviour =>
  (_asked, _right, response) =>
    void response.writeHead(code, { 'content-type': 'text/html' }).end('<html>secret prompt</html>');
const vector =
  (change: (right: number[]) => unknown[]): Misbehaviour =>
  (asked, right, response) =>
    answerRightly(response, asked, change(right));
const data =
  (change: (right: number[]) => unknown[]): Misbehaviour =>
  (_asked, right, response) =>
    json(response, 200, { data: change(right), usage: {} });
const said = { error: { message: "This model's maximum context length is 8192 tokens", type: 'BadRequestError' } };
const legacy = { object: 'error', message: "This model's maximum context length is 8192", type: 'BadRequestError' };

describe('an answer that is no vector is an error with a code, and nothing is made of it:', () => {
  it.each<[string, Misbehaviour, string]>([
    ['a 500', status(500), 'ENCODER_UNAVAILABLE'],
    ['a 502 with a page', page(502), 'ENCODER_UNAVAILABLE'],
    ['a page with 200', page(200), 'ENCODER_UNAVAILABLE'],
    ['a broken connection', (_a, _r, response) => void response.destroy(), 'ENCODER_UNAVAILABLE'],
    [
      'half a body',
      (_a, _r, response) => {
        response.writeHead(200, { 'content-length': '5000' }).write('{"data":[');
        setImmediate(() => response.destroy());
      },
      'ENCODER_UNAVAILABLE',
    ],
    ['null in the place of NaN', vector(([, ...rest]) => [null, ...rest]), 'ENCODER_UNAVAILABLE'],
    ['NaN in base64', vector(([, ...rest]) => [NaN, ...rest]), 'ENCODER_UNAVAILABLE'],
    ['infinity', vector(([, ...rest]) => [Infinity, ...rest]), 'ENCODER_UNAVAILABLE'],
    ['zeros', vector((right) => right.map(() => 0)), 'ENCODER_UNAVAILABLE'],
    ['half the numbers', vector((right) => right.slice(0, 16)), 'ENCODER_UNAVAILABLE'],
    ['twice the numbers', vector((right) => [...right, ...right]), 'ENCODER_UNAVAILABLE'],
    ['no vector', data(() => []), 'ENCODER_UNAVAILABLE'],
    [
      'two vectors',
      data((embedding) => [
        { index: 0, embedding },
        { index: 1, embedding },
      ]),
      'ENCODER_UNAVAILABLE',
    ],
    ['another index', data((embedding) => [{ index: 3, embedding }]), 'ENCODER_UNAVAILABLE'],
    ['a nested vector', data((right) => [{ index: 0, embedding: [right] }]), 'ENCODER_UNAVAILABLE'],
    ['what is not base64', data(() => [{ index: 0, embedding: 'ab c!' }]), 'ENCODER_UNAVAILABLE'],
    [
      'an answer without end',
      (_a, _r, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const more = () => {
          while (!response.destroyed && response.write(' '.repeat(65_536)));
        };
        response.on('drain', more);
        more();
      },
      'ENCODER_UNAVAILABLE',
    ],
    ['a redirect', status(307, {}, { location: 'http://127.0.0.1:9/elsewhere' }), 'ENCODER_UNAVAILABLE'],
    ['silence', () => undefined, 'TIMEOUT'],
    ['429', status(429, {}, { 'retry-after': '30' }), 'OVERLOADED'],
    ['503', status(503, { error: { type: 'Service Unavailable' } }), 'OVERLOADED'],
    ['400 for too many tokens', status(400, said), 'INSTRUCTION_TOO_LONG'],
    ['the same in the older form', status(400, legacy), 'INSTRUCTION_TOO_LONG'],
    ['another 400', status(400), 'ENCODER_UNAVAILABLE'],
    ['401', status(401, { error: 'Unauthorized' }), 'ENCODER_UNAVAILABLE'],
    ['404', status(404), 'ENCODER_UNAVAILABLE'],
    ['413 with a page', page(413), 'ENCODER_UNAVAILABLE'],
    ['422', status(422), 'ENCODER_UNAVAILABLE'],
    ['501', status(501), 'ENCODER_UNAVAILABLE'],
  ])('%s', async (_, answer, code) => {
    const service = await startService();
    const settings = settingsFor(service, { ENCODER_TIMEOUT_MS: '1500', ENCODER_API_KEY: 'sk-hidden' });
    const { encoder, notices } = await openEncoder(settings);
    const request = { priority: 'interactive', instruction: 'a secret prompt', image: await testImage(1) } as const;
    const right = service.behaviour;
    service.behaviour = { answer };
    const error: unknown = await encoder.encode(request).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'LeopardError', code });
    // Neither the words of the client nor the key are told to anybody, and no setting to the client.
    expect(`${String(error)} ${notices.join()}`).not.toMatch(/secret|sk-hidden/);
    expect(String(error)).not.toMatch(/ENCODER_[A-Z]|MODEL/);
    service.behaviour = right;
    await expect(encoder.encode(request)).resolves.toMatchObject({ tokens: 7 });
  });
});

describe('a search', () => {
  it('is tried once more after a fault that passes, and says how long to wait where the service is busy', async () => {
    const service = await startService();
    const { encoder } = await openEncoder(settingsFor(service));
    let failures = 1;
    service.behaviour = {
      answer: (_asked, _right, response) => (failures-- > 0 ? json(response, 500, {}) : 'right'),
    };
    await expect(encoder.encode({ priority: 'interactive', instruction: 'a' })).resolves.toBeDefined();
    expect(encoder.stats().remote).toMatchObject({ retries: 1, healthy: true });
    service.behaviour = { answer: status(429, {}, { 'retry-after': '45' }) };
    const busy = encoder.encode({ priority: 'interactive', instruction: 'b' });
    await expect(busy).rejects.toMatchObject({ code: 'OVERLOADED', retryAfterSeconds: 45 });
  });

  it('ends at the service when its client leaves', async () => {
    const service = await startService();
    const { encoder } = await openEncoder(settingsFor(service));
    const abort = new AbortController();
    const left = new Promise<void>((resolve) => {
      service.behaviour = {
        answer: (_asked, _right, response) => {
          response.on('close', resolve);
          abort.abort(new Error('gone'));
        },
      };
    });
    const search = encoder.encode({ priority: 'interactive', instruction: 'a', signal: abort.signal });
    await expect(search).rejects.toThrow('gone');
    await left;
  });

  it('that is asked twice at a time, or again, is one request, and the same to the bit', async () => {
    const service = await startService();
    const { encoder } = await openEncoder(settingsFor(service));
    const before = service.asked.length;
    const ask = () => encoder.encode({ priority: 'interactive', instruction: 'the same' });
    const [one, two] = await Promise.all([ask(), ask()]);
    const three = await ask();
    expect(service.asked.length - before).toBe(1);
    expect([two.embedding, three.embedding]).toEqual([one.embedding, one.embedding]);
  });
});
