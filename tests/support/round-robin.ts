import { createServer, request, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

export interface RoundRobin {
  readonly url: string;
  stop(): Promise<void>;
}

/** A proxy that gives each request to the next server. */
export async function roundRobin(urls: readonly string[]): Promise<RoundRobin> {
  let count = 0;
  const server: Server = createServer((incoming, outgoing) => {
    const { hostname, port } = new URL(urls[count++ % urls.length] ?? '');
    const { method, url: path, headers } = incoming;
    const passed = request({ hostname, port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => (outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(502).end()));
    // A client that has gone: the server is told.
    outgoing.on('close', () => outgoing.writableFinished || passed.destroy());
    incoming.pipe(passed);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}
