import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

export interface S3Request {
  readonly method: string;
  /** Bucket, prefix and key. */
  readonly path: string;
}

/**
 * What befalls a request: an answer with a status and a code of S3 in place of the store's; no answer at all; half of the upload reaches
 * the store; all of it does, but not its answer; half of the answer comes back; or half of it, and then nothing.
 */
export type S3Fault =
  | { readonly status: number; readonly code: string }
  | 'no answer'
  | 'upload cut'
  | 'answer lost'
  | 'download cut'
  | 'download stalls';

/** A proxy in front of a real S3 server that does to requests what it is told. */
export class S3Proxy {
  /** Asked for each request; left as it is, all pass. */
  fault: (request: S3Request) => S3Fault | undefined = () => undefined;

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {
    server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => this.#pass(incoming, outgoing));
  }

  static async start(endpoint: string): Promise<S3Proxy> {
    const proxy = new S3Proxy(createServer(), new URL(endpoint));
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    return proxy;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  #pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { method = '', url: path = '', headers } = incoming;
    incoming.on('error', () => undefined);
    const fault = this.fault({ method, path });
    if (fault === 'no answer') return void incoming.resume();
    if (typeof fault === 'object') return void incoming.resume().on('end', () => refuse(outgoing, fault));
    const { hostname, port } = this.target;
    const passed = request({ hostname, port, method, path, headers }, (answer) => {
      if (fault === 'answer lost') return void answer.resume().on('end', () => outgoing.destroy());
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      if (fault !== 'download cut' && fault !== 'download stalls') return void answer.pipe(outgoing);
      outgoing.flushHeaders();
      half(
        answer,
        (part) => outgoing.write(part),
        () => fault === 'download cut' && outgoing.destroy(),
      );
    });
    passed.on('error', () => outgoing.destroy());
    outgoing.on('close', () => outgoing.writableFinished || passed.destroy());
    if (fault !== 'upload cut') return void incoming.pipe(passed);
    half(
      incoming,
      (part) => passed.write(part),
      () => {
        passed.destroy();
        incoming.destroy();
      },
    );
  }
}

function refuse(outgoing: ServerResponse, { status, code }: { status: number; code: string }): void {
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>of the tests</Message></Error>`;
  outgoing.writeHead(status, { 'content-type': 'application/xml' }).end(body);
}

/** Hands on the first half of a body, by its announced length. */
function half(body: IncomingMessage, hand: (part: Buffer) => void, over: () => void): void {
  let left = Math.floor(Number(body.headers['content-length'] ?? 0) / 2);
  body.on('data', (part: Buffer) => {
    const some = part.subarray(0, left);
    left -= some.length;
    if (some.length > 0) hand(some);
    if (left > 0) return;
    body.pause();
    over();
  });
}
