import { setImmediate } from 'node:timers/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ChatBody } from './chat-body.js';

/** Answers one request. */
export type Responder = (exchange: {
  readonly body: ChatBody;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}) => void | Promise<void>;

/** A ranking of so many candidates in the form that is asked for, the given order first. */
export function ranking(order: readonly number[], explanation = 'It fits best.'): string {
  return JSON.stringify({ ranking: order.map((index) => ({ index, reason: `Reason of ${index}.` })), explanation });
}

export interface SaidOptions {
  readonly finish?: string;
  readonly refusal?: string;
  readonly usage?: { readonly prompt_tokens: unknown; readonly completion_tokens: unknown } | null;
  /** Further fields of the message, such as `reasoning_content`. */
  readonly message?: Readonly<Record<string, unknown>>;
}

const USAGE = { prompt_tokens: 1000, completion_tokens: 200 };

export function completionBody(
  content: unknown,
  model: string,
  { finish = 'stop', refusal, usage = USAGE, message }: SaidOptions,
): string {
  return JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_700_000_000,
    model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content, refusal: refusal ?? null, ...message },
        logprobs: null,
        finish_reason: finish,
      },
    ],
    ...(usage && { usage }),
  });
}

/** Status 200 with that content. */
export const say =
  (content: unknown, options: SaidOptions = {}): Responder =>
  ({ body, response }) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(completionBody(content, body.model, options));
  };

/** An error in OpenAI's form. */
export const fail =
  (
    status: number,
    error: { message?: string; type?: string; code?: string | null; param?: string | null } = {},
    headers: Record<string, string> = {},
  ): Responder =>
  ({ response }) => {
    const full = { message: 'No.', type: 'invalid_request_error', code: null, param: null, ...error };
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify({ error: full }));
  };

/** Whatever a service has for an error: an object or list as JSON, a text as it is. */
export const raw =
  (status: number, body: unknown): Responder =>
  ({ response }) => {
    const json = typeof body !== 'string';
    const type = json ? 'application/json' : 'text/plain';
    response.writeHead(status, { 'content-type': type }).end(json ? JSON.stringify(body) : body);
  };

/** Status 200 and those bytes. */
export const bytes =
  (content: string, type = 'application/json'): Responder =>
  ({ response }) => {
    response.writeHead(200, { 'content-type': type }).end(content);
  };

/** The answer once the gate opens. */
export const after =
  (gate: Promise<unknown>, responder: Responder): Responder =>
  async (exchange) => {
    await gate;
    if (!exchange.response.destroyed) await responder(exchange);
  };

/** The answer byte after byte. */
export const inPieces =
  (content: string): Responder =>
  async ({ body, response }) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    for (const piece of completionBody(content, body.model, {}).match(/[\s\S]{1,40}/g) ?? []) {
      response.write(piece);
      await setImmediate();
    }
    response.end();
  };

/** Half an answer, then the connection breaks. */
export const breakOff: Responder = ({ body, response }) => {
  const whole = completionBody(ranking([0]), body.model, {});
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': whole.length });
  response.write(whole.slice(0, 50), () => response.destroy());
};

/** The connection breaks before any answer. */
export const hangUp: Responder = ({ request }) => void request.socket.destroy();
