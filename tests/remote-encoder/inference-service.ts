import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A part of a message, as vLLM reads it. */
type Part = { type: 'text'; text: string } | { type: 'image_url'; image_url: { url: string } };

/** One conversation that was asked for. */
export interface Asked {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly system: string | undefined;
  readonly text: string | undefined;
  readonly picture: Buffer | undefined;
  readonly body: Record<string, unknown>;
}

export interface Behaviour {
  readonly key?: string;
  readonly model?: string;
  readonly dimension?: number;
  readonly maxModelLen?: number;
  /** Another model under the same name: other vectors. */
  readonly seed?: string;
  readonly ignores?: 'picture' | 'text';
  /** Answers in place of the right one, or after it was made. */
  readonly answer?: (
    asked: Asked,
    right: number[],
    response: ServerResponse,
  ) => void | 'right' | Promise<void | 'right'>;
}

/**
 * An inference service for tests: it speaks vLLM's chat embeddings (0.33) and Cohere's Embed v2 over a real socket, and is as strict
 * with requests as they are. Its vectors follow from what is asked: from the pixels' file and the words, both of which count.
 */
export class InferenceService {
  readonly asked: Asked[] = [];
  behaviour: Behaviour;
  private server = createServer();
  private port = 0;

  private constructor(behaviour: Behaviour) {
    this.behaviour = behaviour;
  }

  static async start(behaviour: Behaviour = {}): Promise<InferenceService> {
    const service = new InferenceService(behaviour);
    await service.listen();
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/v1`;
  }

  /** Conversations with a picture and no words. */
  get documents(): readonly Asked[] {
    return this.asked.filter(({ picture, text }) => picture !== undefined && text === undefined);
  }

  async listen(): Promise<void> {
    this.server = createServer((request, response) => void this.handle(request, response));
    await new Promise<void>((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
  }

  /** Ends as a killed process does: connections break, the port refuses. */
  async kill(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { key, model = 'test/embedder' } = this.behaviour;
    const fail = (status: number, error: unknown) => json(response, status, { error });
    if (key !== undefined && request.headers.authorization !== `Bearer ${key}`) return fail(401, 'Unauthorized');
    if (request.method === 'GET' && request.url === '/v1/models') {
      return json(response, 200, { data: [{ id: model, max_model_len: this.behaviour.maxModelLen ?? 8192 }] });
    }
    if (request.method !== 'POST' || !['/v1/embeddings', '/v1/embed'].includes(request.url ?? '')) {
      return fail(404, { message: 'Not Found', type: 'NotFoundError' });
    }
    if (request.headers['content-type'] !== 'application/json') return fail(400, { type: 'Bad Request' });
    const body = JSON.parse(await text(request)) as Record<string, unknown>;
    if (body['model'] !== model) return fail(404, { message: 'no such model', type: 'NotFoundError' });
    if ('normalize' in body || 'dimensions' in body) return fail(400, { type: 'BadRequestError', param: 'dimensions' });
    let asked: Asked;
    try {
      asked = read(request, body);
    } catch {
      return fail(400, { message: 'a message', type: 'Bad Request', param: 'body.messages', code: 400 });
    }
    this.asked.push(asked);
    const right = this.vector(asked);
    const answered = await this.behaviour.answer?.(asked, right, response);
    if (this.behaviour.answer === undefined || answered === 'right') answerRightly(response, asked, right);
  }

  private vector({ path, system, text: words, picture, body }: Asked): number[] {
    const { dimension = 32, seed = '', ignores } = this.behaviour;
    const flags = [body['add_generation_prompt'], body['add_special_tokens']].join();
    const direction = (...of: (string | Buffer)[]) => {
      const hash = createHash('sha512');
      for (const part of of) hash.update(part);
      const bytes = hash.digest();
      return Array.from({ length: dimension }, (_, index) => (bytes[index % 64] ?? 0) / 127.5 - 1);
    };
    const parts = [
      direction(seed, path, system ?? '', flags).map((value) => value / 4),
      ...(picture === undefined || ignores === 'picture' ? [] : [direction(seed, picture)]),
      ...(words === undefined || ignores === 'text' ? [] : [direction(seed, words)]),
    ];
    const sum = Array.from({ length: dimension }, (_, at) => parts.reduce((total, part) => total + (part[at] ?? 0), 0));
    const length = Math.hypot(...sum);
    return sum.map((value) => value / length);
  }
}

function read(request: IncomingMessage, body: Record<string, unknown>): Asked {
  const path = request.url ?? '';
  const messages = body['messages'] as { role: string; content: Part[] }[] | undefined;
  const inputs = body['inputs'] as { content: Part[] }[] | undefined;
  const parts = path === '/v1/embed' ? inputs?.[0]?.content : messages?.find(({ role }) => role === 'user')?.content;
  if (parts === undefined || parts.length === 0) throw new Error('no content');
  const system = messages?.find(({ role }) => role === 'system')?.content[0];
  const url = parts.flatMap((part) => (part.type === 'image_url' ? [part.image_url.url] : []))[0];
  if (url !== undefined && !url.startsWith('data:image/jpeg;base64,')) throw new Error('no data address');
  return {
    ...{ path, body, authorization: request.headers.authorization },
    system: system?.type === 'text' ? system.text : undefined,
    text: parts.flatMap((part) => (part.type === 'text' ? [part.text] : []))[0],
    picture: url === undefined ? undefined : Buffer.from(url.slice(url.indexOf(',') + 1), 'base64'),
  };
}

export function answerRightly(response: ServerResponse, { path, body }: Asked, vector: unknown[]): void {
  if (path === '/v1/embed') {
    const meta = { billed_units: { input_tokens: 3, image_tokens: 4 } };
    return json(response, 200, { id: 'x', embeddings: { float: [vector] }, meta });
  }
  const embedding =
    body['encoding_format'] === 'base64' && vector.every((value) => typeof value === 'number')
      ? Buffer.from(Float32Array.from(vector).buffer).toString('base64')
      : vector;
  const usage = { prompt_tokens: 7, total_tokens: 7 };
  json(response, 200, { object: 'list', data: [{ index: 0, object: 'embedding', embedding }], usage });
}

export function json(response: ServerResponse, status: number, value: unknown, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
