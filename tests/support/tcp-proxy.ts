import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Passes connections on to a port of loopback, and does to them what networks do. */
export class TcpProxy {
  readonly #sockets = new Set<Socket>();
  #silent = false;

  private constructor(
    private readonly server: Server,
    private readonly target: number,
  ) {
    server.on('connection', (socket) => this.#pass(socket));
  }

  static async start(target: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(createServer(), target);
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Every connection ends; new ones are taken. */
  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** From now on nothing passes any more, and no connection ends: the other side has vanished. */
  silence(): void {
    this.#silent = true;
    for (const socket of this.#sockets) socket.unpipe().pause();
  }

  /** What was silent is cut, and new connections pass. */
  heal(): void {
    this.#silent = false;
    this.cut();
  }

  async stop(): Promise<void> {
    this.server.close();
    this.cut();
    await once(this.server, 'close');
  }

  #pass(client: Socket): void {
    const upstream = this.#silent ? undefined : connect(this.target, '127.0.0.1');
    for (const socket of [client, upstream]) {
      if (socket === undefined) continue;
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        this.#sockets.delete(socket);
        if (!this.#silent) (socket === client ? upstream : client)?.destroy();
      });
    }
    if (upstream === undefined) client.pause();
    else client.pipe(upstream).pipe(client);
  }
}
