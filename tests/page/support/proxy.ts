import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Proxy {
  /** Where clients find the server, without a slash at its end. */
  readonly url: string;
  /** Paths that were asked for beside the prefix. */
  readonly beside: readonly string[];
  forwardTo(server: string): void;
  close(): void;
}

/**
 * A proxy of another name than the server's, which has it under a path.
 * @param strips whether the server is asked without that path
 */
export async function startProxy(path: string, { strips }: { readonly strips: boolean }): Promise<Proxy> {
  let target = '';
  const beside: string[] = [];
  const proxy = createServer((incoming, answer) => {
    const asked = incoming.url ?? '';
    if (asked !== path && !asked.startsWith(`${path}/`)) {
      // Browsers ask for it by themselves.
      if (asked !== '/favicon.ico') beside.push(asked);
      return void answer.writeHead(404).end();
    }
    const passed = strips ? asked.slice(path.length) || '/' : asked;
    const options = { method: incoming.method, headers: incoming.headers };
    const outgoing = request(new URL(passed, target), options, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    });
    outgoing.on('error', () => answer.destroy());
    incoming.pipe(outgoing);
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    url: `http://localhost:${(proxy.address() as AddressInfo).port}${path}`,
    beside,
    forwardTo: (server) => (target = server),
    close: () => {
      proxy.close();
      proxy.closeAllConnections();
    },
  };
}
