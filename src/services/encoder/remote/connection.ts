import { Agent, request } from 'undici';
import { faultOfAnswer, ServiceFault } from './fault.js';
import type { Conversation, Protocol, WireAnswer } from './protocol.js';

export interface ConnectionOptions {
  readonly url: string;
  readonly apiKey: string | undefined;
  readonly protocol: Protocol;
  readonly model: string;
}

const CONNECT_MILLISECONDS = 5000;
/** Bytes of an answer. 4096 numbers have 92 KB as JSON. */
const LARGEST_ANSWER = 4 * 1024 ** 2;

/** Asks the service. Follows no redirect, and reads no answer without end. */
export class Connection {
  /** Called when a connection ended: the service may be another one when it comes back. */
  onDisconnect: () => void = () => undefined;
  private readonly agent = new Agent({
    connect: { timeout: CONNECT_MILLISECONDS },
    maxResponseSize: LARGEST_ANSWER,
    keepAliveTimeout: 60_000,
  });

  constructor(private readonly options: ConnectionOptions) {
    this.agent.on('disconnect', () => this.onDisconnect());
  }

  /**
   * One vector.
   * @param milliseconds for everything: connecting, waiting, reading
   * @throws ServiceFault; the reason of the signal
   */
  async embed(conversation: Conversation, milliseconds: number, signal?: AbortSignal): Promise<WireAnswer> {
    const { protocol, model } = this.options;
    const answer = await this.ask('POST', protocol.path, milliseconds, signal, protocol.body(model, conversation));
    try {
      return protocol.read(answer);
    } catch (error) {
      throw new ServiceFault('broken', `the answer has no usable vector (${reason(error)})`);
    }
  }

  /** Names of what is served; undefined where the service has no such list. */
  async models(milliseconds: number): Promise<readonly ServedName[] | undefined> {
    try {
      const answer = (await this.ask('GET', '/models', milliseconds)) as { data?: unknown };
      if (!Array.isArray(answer.data)) return undefined;
      return answer.data.flatMap((entry: { id?: unknown; max_model_len?: unknown }) =>
        typeof entry?.id === 'string'
          ? [{ id: entry.id, tokens: typeof entry.max_model_len === 'number' ? entry.max_model_len : undefined }]
          : [],
      );
    } catch (error) {
      if (error instanceof ServiceFault && ['notFound', 'refused', 'redirected'].includes(error.kind)) return undefined;
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }

  private async ask(
    method: 'GET' | 'POST',
    path: string,
    milliseconds: number,
    signal?: AbortSignal,
    body?: unknown,
  ): Promise<unknown> {
    const { url, apiKey } = this.options;
    const time = AbortSignal.timeout(Math.max(1, Math.ceil(milliseconds)));
    try {
      const answer = await request(`${url.replace(/\/+$/, '')}${path}`, {
        method,
        dispatcher: this.agent,
        signal: signal === undefined ? time : AbortSignal.any([time, signal]),
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
        },
        body: body === undefined ? null : JSON.stringify(body),
      });
      const value = parse(await answer.body.text());
      if (answer.statusCode === 200 && value !== undefined) return value;
      if (answer.statusCode === 200) throw new ServiceFault('broken', 'the answer is not JSON');
      const after = answer.headers['retry-after'];
      throw faultOfAnswer(answer.statusCode, value, typeof after === 'string' ? after : undefined);
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof ServiceFault) throw error;
      if (time.aborted) throw new ServiceFault('timeout', `no answer within ${Math.ceil(milliseconds)} ms`);
      throw new ServiceFault(...fromTransport(error));
    }
  }
}

export interface ServedName {
  readonly id: string;
  /** Tokens of a conversation, where the service says so. */
  readonly tokens: number | undefined;
}

/** What a person can read of a failed connection; never an address with a key in it, which undici does not name. */
function fromTransport(error: unknown): ['broken' | 'unreachable', string] {
  const code = error instanceof Error && 'code' in error ? String(error.code) : reason(error);
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return ['broken', `the answer has more than ${LARGEST_ANSWER} bytes`];
  return ['unreachable', code];
}

const reason = (error: unknown): string =>
  error instanceof Error && error.name !== 'ZodError' ? error.message.slice(0, 200) : 'another form than expected';

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
