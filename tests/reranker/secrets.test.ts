import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { RerankRequest } from '../../src/services/reranker/types.js';
import { type Responder, bytes, fail, hangUp, say } from './support/answers.js';
import { startOpenAiDouble } from './support/openai-double.js';
import { plain, plains } from './support/pictures.js';
import { KEY, type TestService, startService } from './support/service.js';

const INSTRUCTION = 'my very private wish';
const METADATA = 'my private note';
const told: unknown[] = [];
let service: TestService;
let request: RerankRequest;

beforeAll(async () => {
  // The SDK prints requests and answers at this level, unless it is told not to.
  vi.stubEnv('OPENAI_LOG', 'debug');
  vi.stubEnv('OPENAI_ORG_ID', 'org-of-the-environment');
  for (const name of ['log', 'info', 'debug', 'warn', 'error'] as const) {
    vi.spyOn(console, name).mockImplementation((...values) => void told.push(values));
  }
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream) as (...values: unknown[]) => boolean;
    vi.spyOn(stream, 'write').mockImplementation((...values: unknown[]) => {
      told.push(values[0]);
      return write(...values);
    });
  }
  const logger = { warn: (...values: unknown[]) => void told.push(values) };
  service = await startService({ retries: 0, cacheSeconds: 0, tokensPerMinute: 1_000_000 }, { logger });
  const candidates = (await plains(2)).map((picture) => ({ ...picture, metadata: { note: METADATA } }));
  request = { query: { image: await plain('#204060'), instruction: INSTRUCTION }, candidates };
});
afterAll(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await service.close();
});

/** Everything that a log or a client could see of a value, errors and their causes included. */
const shown = (value: unknown): string =>
  inspect(value, { depth: 12, maxArrayLength: null, maxStringLength: null, showHidden: true });

/** A service that repeats what it was sent. */
const echo =
  (status: number): Responder =>
  (exchange) => {
    const message = `Incorrect API key provided: ${exchange.request.headers.authorization}; ${JSON.stringify(exchange.body)}`;
    return fail(status, { message, code: KEY, type: INSTRUCTION, param: METADATA }, { 'x-request-id': KEY })(exchange);
  };
const echoed: Responder = (exchange) => say(JSON.stringify(exchange.body.messages[1]))(exchange);

describe('No key, prompt or picture is in an error or a log', () => {
  it.each([
    ['400', echo(400)],
    ['401', echo(401)],
    ['404', echo(404)],
    ['429', echo(429)],
    ['500', echo(500)],
    ['a broken connection', hangUp],
    ['an answer that is no completion', bytes(JSON.stringify({ error: `${KEY} ${INSTRUCTION}` }))],
    ['an answer that is not JSON', bytes(`{"${KEY} ${INSTRUCTION}`)],
    ['a refusal', say(null, { refusal: INSTRUCTION })],
    ['an answer of no use', echoed],
  ])('%s', async (_, responder) => {
    told.length = 0;
    // A 400 that speaks of everything has the client give up one ability after the other.
    service.double.script(...Array.from({ length: 8 }, () => responder));
    const error: unknown = await service.reranker.rerank(request).then(
      () => undefined,
      (fault: unknown) => fault,
    );
    expect(error).toBeInstanceOf(Error);
    const seen = shown([error, told, service.reranker.stats()]);
    const content = service.double.calls.at(-1)?.body.messages[1]?.content;
    const picture = (Array.isArray(content) && content[1]?.image_url?.url.slice(40, 100)) || 'none';
    expect(picture).toHaveLength(60);
    for (const secret of [KEY, INSTRUCTION, METADATA, picture]) expect(seen).not.toContain(secret);
  });

  it('the key goes to the service, and nothing of the environment does', async () => {
    const call = service.double.calls[0];
    expect(call?.authorization).toBe(`Bearer ${KEY}`);
    expect(shown(service.double.calls)).not.toContain('org-of-the-environment');
    expect(shown(service.reranker.stats())).not.toContain(KEY);
  });
});

describe('A service that points elsewhere', () => {
  it.each([301, 302, 307, 308])('is not followed with the pictures (%i)', async (status) => {
    const elsewhere = await startOpenAiDouble();
    onTestFinished(() => elsewhere.close());
    service.double.script(fail(status, {}, { location: `${elsewhere.url}/chat/completions` }));
    await expect(service.reranker.rerank(request)).rejects.toMatchObject({
      code: 'RERANKER_UNAVAILABLE',
      message: expect.stringContaining(`(${status})`),
    });
    expect(elsewhere.calls).toEqual([]);
  });
});
