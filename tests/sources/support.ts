import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { deflateSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { createPictureFetcher, type PictureFetcherOptions } from '../../src/services/collection/sources/index.js';
import { type Dial, type DialTarget } from '../../src/services/collection/sources/connector.js';

/** A PNG of one colour, by the book (PNG specification, third edition): its CRCs are not looked at when sniffing. */
export function png(padding = 0): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return Buffer.concat([length, Buffer.from(type, 'latin1'), data, Buffer.alloc(4)]);
  };
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(4))),
    chunk('tEXt', Buffer.alloc(padding, 0x20)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** An HTTP server on loopback that keeps what it was asked. */
export async function startServer(answer: RequestListener): Promise<{ port: number; asked: IncomingMessage[] }> {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, asked };
}

/**
 * Stands for the internet: whatever public address is dialled, the connection ends at the test's own server and says
 * that it is connected to that address. `dialled` is every address that was let through to it.
 */
export function pretendInternet(port: number, peer?: string): { dial: Dial; dialled: string[]; sockets: Socket[] } {
  const dialled: string[] = [];
  const sockets: Socket[] = [];
  const dial = (target: DialTarget, callback: Parameters<Dial>[1]) => {
    dialled.push(...target.addresses);
    const socket = connect({ port, host: '127.0.0.1' });
    sockets.push(socket);
    Object.defineProperty(socket, 'remoteAddress', { value: peer ?? target.addresses[0] });
    socket.once('connect', () => callback(null, socket)).once('error', (error) => callback(error, null));
  };
  return { dial, dialled, sockets };
}

/** A fetcher with the product's defaults, but for what a test says. */
export function fetcher(options: Partial<PictureFetcherOptions> = {}) {
  const made = createPictureFetcher({
    enabled: true,
    hosts: [],
    ports: ['80', '443'],
    bytes: 1_000_000,
    milliseconds: 5_000,
    redirects: 3,
    userAgent: 'leopard-test',
    ...options,
  });
  onTestFinished(() => made.close());
  return made;
}
