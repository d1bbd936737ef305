import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { createHub, type Hub, type HubSettings } from '../../src/services/encoder/models/download/hub.js';

export interface Served {
  readonly content: Buffer;
  /** Strong entity tag; the hash of the content by default, '' for none. */
  readonly etag?: string;
}

/** What a request brought, for the tests to look at afterwards. */
export interface SeenRequest {
  readonly path: string;
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
  readonly authorization: string | undefined;
}

export type Handler = (request: IncomingMessage, response: ServerResponse, served: Served | undefined) => void;

/** A model hub on a real socket: files with ranges (RFC 9110), and a script of misbehaviour that runs out. */
export class LocalHub {
  readonly files = new Map<string, Served>();
  readonly seen: SeenRequest[] = [];
  /** Answer the next requests in place of the ordinary one, one each. */
  readonly script: Handler[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      const { range, authorization } = request.headers;
      const path = request.url ?? '';
      this.seen.push({ path, range, ifRange: request.headers['if-range'] as string | undefined, authorization });
      (this.script.shift() ?? serve)(request, response, this.files.get(decodeURIComponent(path)));
    });
  }

  static async start(): Promise<LocalHub> {
    const hub = new LocalHub();
    await new Promise<void>((resolve) => hub.#server.listen(0, '127.0.0.1', resolve));
    return hub;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  client(settings: Partial<HubSettings> = {}): Hub {
    return createHub({ endpoint: this.address, offline: false, timeoutSeconds: 5, ...settings });
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

const tagOf = ({ content, etag }: Served) => etag ?? `"${createHash('sha256').update(content).digest('hex')}"`;

/** The ordinary answer: the file, or the rest of it. */
export const serve: Handler = (request, response, served) => {
  if (!served) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('Entry not found');
    return;
  }
  const { content } = served;
  const tag = tagOf(served);
  const headers = { 'content-type': 'application/octet-stream', ...(tag ? { etag: tag } : {}) };
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? NaN);
  const wanted = request.headers['if-range'];
  if (Number.isNaN(start) || (wanted !== undefined && wanted !== tag)) {
    response.writeHead(200, { ...headers, 'content-length': content.length }).end(content);
  } else if (start >= content.length) {
    response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
  } else {
    const part = content.subarray(start);
    const range = `bytes ${start}-${content.length - 1}/${content.length}`;
    response.writeHead(206, { ...headers, 'content-length': part.length, 'content-range': range }).end(part);
  }
};

/** Sends a part of the file (or of the rest that was asked for), and cuts the connection once the client has written it. */
export const cutAfter =
  (share: number, progress: Progress): Handler =>
  (request, response, served) => {
    const end = response.end.bind(response) as (chunk?: unknown) => ServerResponse;
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    response.end = ((chunk?: unknown) => {
      if (!Buffer.isBuffer(chunk)) return end(chunk);
      const part = chunk.subarray(0, Math.floor(chunk.length * share));
      response.flushHeaders();
      if (part.length > 0) response.write(part);
      void progress.reached(part.length === 0 ? 0 : start + part.length).then(() => response.destroy());
      return response;
    }) as typeof response.end;
    serve(request, response, served);
  };

/** Bytes of a file that the client has, and a way to wait for them. */
export class Progress {
  readonly #waiting: { bytes: number; resolve: () => void }[] = [];
  latest: readonly [done: number, total: number | undefined] = [0, undefined];

  report(done: number, total: number | undefined): void {
    this.latest = [done, total];
    for (const waiter of this.#waiting) if (waiter.bytes <= done) waiter.resolve();
  }

  reached(bytes: number): Promise<void> {
    if (bytes <= this.latest[0]) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ bytes, resolve }));
  }
}

/** A fixed answer. */
export const answer =
  (status: number, headers: Record<string, string> = {}, body = ''): Handler =>
  (_request, response) => {
    response.writeHead(status, headers).end(body);
  };

/** Waits with the ordinary answer until it is released. */
export function held(): { readonly handler: Handler; readonly reached: Promise<void>; release(): void } {
  let release: () => void = () => undefined;
  let arrive: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const reached = new Promise<void>((resolve) => (arrive = resolve));
  const handler: Handler = (request, response, served) => {
    arrive();
    void released.then(() => serve(request, response, served));
  };
  return { handler, reached, release };
}
