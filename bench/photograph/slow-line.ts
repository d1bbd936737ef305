import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** Bytes that are handed on at once. */
const STEP = 16_384;

export interface SlowLine {
  readonly url: string;
  /** Bytes that clients have sent since the line was opened. */
  sent(): number;
  close(): void;
}

/** A line to a server that carries so many bytes a second from its clients; answers come back as fast as they can. */
export async function openSlowLine(server: string, bytesPerSecond: number): Promise<SlowLine> {
  const { hostname, port } = new URL(server);
  let sent = 0;
  let free = performance.now();
  const carry = async (from: Socket, to: Socket) => {
    for await (const chunk of from as AsyncIterable<Buffer>) {
      for (let start = 0; start < chunk.length; start += STEP) {
        const part = chunk.subarray(start, start + STEP);
        sent += part.length;
        // All clients share the line.
        free = Math.max(free, performance.now()) + (part.length / bytesPerSecond) * 1000;
        await pause(Math.max(0, free - performance.now()));
        if (!to.write(part)) await once(to, 'drain');
      }
    }
    to.end();
  };
  const sockets = new Set<Socket>();
  const line = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket.setNoDelay(true));
      // Either end may go away: the other one is closed with it.
      socket.on('error', () => undefined).on('close', () => (client.destroy(), upstream.destroy()));
    }
    upstream.pipe(client);
    carry(client, upstream).catch(() => undefined);
  });
  line.listen(0, '127.0.0.1');
  await once(line, 'listening');
  return {
    url: `http://127.0.0.1:${(line.address() as AddressInfo).port}`,
    sent: () => sent,
    close() {
      for (const socket of sockets) socket.destroy();
      line.close();
    },
  };
}
