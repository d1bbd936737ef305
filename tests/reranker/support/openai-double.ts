/** A service that speaks the chat completions protocol on loopback and refuses what the documentation does not allow. */
import { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type Responder, fail, ranking, say } from './answers.js';
import type { ChatBody } from './chat-body.js';
import { chatFaults } from './chat-rules.js';

export interface RecordedCall {
  readonly body: ChatBody;
  readonly authorization: string | undefined;
  readonly headers: IncomingHttpHeaders;
  /** Resolves when the client is gone before it had its answer, with the time of `performance.now()`. */
  readonly aborted: Promise<number>;
}

export interface OpenAiDouble {
  /** For OPENAI_BASE_URL. */
  readonly url: string;
  readonly calls: RecordedCall[];
  /** Broken rules of the protocol, of every call. */
  readonly faults: string[];
  /** The next answers, in order, in place of those not yet given; then the usual one: all candidates, last first. */
  script(...responders: Responder[]): void;
  /** What answers where nothing is scripted, in place of the usual one; without an argument, the usual one again. */
  serve(responder?: Responder): void;
  /** Resolves when that many calls have come in. */
  called(count: number): Promise<void>;
  close(): Promise<void>;
}

/** The candidates that the messages speak of. */
export function candidatesIn(body: ChatBody): number {
  const rules = body.messages
    .flatMap(({ content }) => (typeof content === 'string' ? [content] : content.map(({ text }) => text ?? '')))
    .join('\n');
  return Number(/each of the (\d+) indices/.exec(rules)?.[1] ?? 0);
}

/** All candidates, last first. */
export const usual: Responder = (exchange) => {
  const count = candidatesIn(exchange.body);
  return say(ranking(Array.from({ length: count }, (_, index) => count - 1 - index)))(exchange);
};

export interface Address {
  /** Before `/chat/completions`. */
  readonly base?: string;
  /** With the question mark. */
  readonly query?: string;
  readonly keyHeader?: 'authorization' | 'api-key';
}

export async function startOpenAiDouble({
  base = '/v1',
  query = '',
  keyHeader = 'authorization',
}: Address = {}): Promise<OpenAiDouble> {
  const calls: RecordedCall[] = [];
  const faults: string[] = [];
  const scripted: Responder[] = [];
  let serving = usual;
  const watchers: { count: number; resolve: () => void }[] = [];

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const problems: string[] = [];
    if (request.method !== 'POST' || request.url !== `${base}/chat/completions${query}`)
      problems.push(`${request.method} ${request.url}`);
    if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) problems.push('content-type is not JSON');
    const key = String(request.headers[keyHeader] ?? '');
    if (!/^\S+$/.test(key.replace(keyHeader === 'authorization' ? /^Bearer / : '', ''))) problems.push('no key');
    if (keyHeader === 'api-key' && request.headers.authorization) problems.push('two keys');
    const body = JSON.parse(await text(request)) as ChatBody;
    problems.push(...chatFaults(body));
    faults.push(...problems);
    const aborted = new Promise<number>((resolve) => {
      response.on('close', () => !response.writableFinished && resolve(performance.now()));
    });
    calls.push({ body, authorization: request.headers.authorization, headers: request.headers, aborted });
    for (const { count, resolve } of watchers) if (calls.length >= count) resolve();
    const responder = problems.length > 0 ? fail(400, { message: problems.join('; ') }) : (scripted.shift() ?? serving);
    await responder({ body, request, response });
  };

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      faults.push(String(error));
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${base}${query}`,
    calls,
    faults,
    script: (...responders) => void scripted.splice(0, scripted.length, ...responders),
    serve: (responder = usual) => void (serving = responder),
    called: (count) => {
      return calls.length >= count ? Promise.resolve() : new Promise((resolve) => watchers.push({ count, resolve }));
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
