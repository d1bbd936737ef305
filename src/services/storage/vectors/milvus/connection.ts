import { setTimeout as pause } from 'node:timers/promises';
import { MilvusClient } from '@zilliz/milvus2-sdk-node';

/** Where a Milvus server is and how to speak to it. */
export interface MilvusAddress {
  /** `host:port` or http(s)://… */
  readonly address: string;
  readonly token?: string;
  readonly database?: string;
  readonly tls?: boolean;
  /** Time for one call, in milliseconds. */
  readonly milliseconds: number;
}

/** Code of "load the collection first": it was released, or the server has started again. */
const NOT_LOADED = 101;
/** Between questions how much of a collection is loaded, in milliseconds. */
const LOAD_POLL = 50;
/** A server that has started again meanwhile knows nothing of a load that it was asked for; asked again after so many milliseconds. */
const LOAD_AGAIN = 3000;
/** gRPC waits up to two minutes before it looks again for a server that was away, unless told otherwise. In milliseconds. */
const RECONNECT = { 'grpc.initial_reconnect_backoff_ms': 100, 'grpc.max_reconnect_backoff_ms': 1000 };

interface MilvusStatus {
  readonly code: number;
  readonly reason: string;
}

/** A call that the server answered with a refusal. */
export class MilvusRefusal extends Error {
  override readonly name = 'MilvusRefusal';
  constructor(
    readonly code: number,
    reason: string,
  ) {
    super(`Milvus answered ${code}: ${reason}`);
  }
}

/** A client whose every answer is checked: failures resolve in the SDK, and some of them say "Success". */
export class MilvusConnection {
  #client: MilvusClient;

  constructor(private readonly where: MilvusAddress) {
    this.#client = this.#connect(where.address);
  }

  #connect(address: string): MilvusClient {
    const { token, database, tls, milliseconds } = this.where;
    const client = new MilvusClient({
      address,
      token,
      database,
      ssl: tls === true || address.startsWith('https://'),
      timeout: milliseconds,
      logLevel: 'error',
      channelOptions: RECONNECT,
    });
    // A server that is away now may come back: calls fail by themselves until then, so this promise is nobody's.
    client.connectPromise.catch(() => undefined);
    return client;
  }

  /** The server is somewhere else now. */
  async moveTo(address: string): Promise<void> {
    const old = this.#client;
    this.#client = this.#connect(address);
    await old.closeConnection();
  }

  /** @throws MilvusRefusal, or the gRPC error where no answer came */
  async call<T>(method: (client: MilvusClient) => Promise<T>): Promise<T> {
    const answer = await method(this.#client);
    const status = statusOf(answer);
    if (status.code !== 0) throw new MilvusRefusal(status.code, status.reason);
    return answer;
  }

  /**
   * A call, repeated as need be, that needs its collection in memory: loads it where the server has released it (every restart does). The
   * server answers before it says that it has loaded all, after a restart by seconds.
   */
  async callLoaded<T>(collection: string, method: (client: MilvusClient) => Promise<T>): Promise<T> {
    const answer = () => this.call(method).then((value) => ({ value }), unlessNotLoaded);
    let answered = await answer();
    const further = this.#loading(collection);
    while (answered === undefined) {
      const progress = await further();
      answered = progress === 100 ? { value: await this.call(method) } : await answer();
      if (answered === undefined) await pause(LOAD_POLL);
    }
    return answered.value;
  }

  /** The SDK's own `loadCollectionSync` takes a refusal for an answer, and waits for ever. @throws MilvusRefusal */
  async load(collection: string): Promise<void> {
    const further = this.#loading(collection);
    while ((await further()) < 100) await pause(LOAD_POLL);
  }

  /** What answers, when it is called, how much of a collection is loaded, in percent. */
  #loading(collection: string): () => Promise<number> {
    let asked = -Infinity;
    return async () => {
      if (performance.now() - asked > LOAD_AGAIN) {
        asked = performance.now();
        await this.call((client) => client.loadCollectionAsync({ collection_name: collection }));
      }
      return Number((await this.call((client) => client.getLoadingProgress({ collection_name: collection }))).progress);
    };
  }

  async healthy(): Promise<boolean> {
    const answer = await this.call((client) => client.checkHealth());
    return answer.isHealthy;
  }

  async close(): Promise<void> {
    await this.#client.closeConnection();
  }
}

function unlessNotLoaded(error: unknown): undefined {
  if (!(error instanceof MilvusRefusal) || error.code !== NOT_LOADED) throw error;
}

/** Some answers are a status, others carry one. No status at all is what gRPC's UNIMPLEMENTED becomes. */
function statusOf(answer: unknown): MilvusStatus {
  const outer = record(answer);
  const status = 'status' in outer ? record(outer['status']) : outer;
  const { code, reason } = status;
  return typeof code === 'number' || typeof code === 'string'
    ? { code: Number(code), reason: String(reason ?? '') }
    : { code: -1, reason: 'the server does not know this call' };
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
