/** A service that speaks the chat completions protocol on loopback and refuses what the documentation does not allow. */
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type Responder, fail, ranking, say } from './answers.js';
import type { ChatBody } from './chat-body.js';
import { chatFaults } from './chat-rules.js';

export interface RecordedCall {
  readonly body: ChatBody;
  readonly authorization: string | undefined;
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
  /** Resolves when that many calls have come in. */
  called(count: number): Promise<void>;
  close(): Promise<void>;
}

/** The candidates that the messages speak of. */
export function candidatesIn(body: ChatBody): number {
  const rules = body.messages.map(({ content }) => (typeof content === 'string' ? content : '')).join('\n');
  return Number(/each of the (\d+) indices/.exec(rules)?.[1] ?? 0);
}

const usual: Responder = (exchange) => {
  const count = candidatesIn(exchange.body);
  return say(ranking(Array.from({ length: count }, (_, index) => count - 1 - index)))(exchange);
};

export async function startOpenAiDouble(): Promise<OpenAiDouble> {
  const calls: RecordedCall[] = [];
  const faults: string[] = [];
  const scripted: Responder[] = [];
  const watchers: { count: number; resolve: () => void }[] = [];

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const problems: string[] = [];
    if (request.method !== 'POST' || request.url !== '/v1/chat/completions')
      problems.push(`${request.method} ${request.url}`);
    if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) problems.push('content-type is not JSON');
    if (!/^Bearer \S+$/.test(request.headers.authorization ?? '')) problems.push('no bearer token');
    const body = JSON.parse(await text(request)) as ChatBody;
    problems.push(...chatFaults(body));
    faults.push(...problems);
    const aborted = new Promise<number>((resolve) => {
      response.on('close', () => !response.writableFinished && resolve(performance.now()));
    });
    calls.push({ body, authorization: request.headers.authorization, aborted });
    for (const { count, resolve } of watchers) if (calls.length >= count) resolve();
    const responder = problems.length > 0 ? fail(400, { message: problems.join('; ') }) : (scripted.shift() ?? usual);
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
    url: `http://127.0.0.1:${port}/v1`,
    calls,
    faults,
    script: (...responders) => void scripted.splice(0, scripted.length, ...responders),
    called: (count) => {
      return calls.length >= count ? Promise.resolve() : new Promise((resolve) => watchers.push({ count, resolve }));
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
