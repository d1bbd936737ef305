import { Agent, request, type Dispatcher } from 'undici';
import { LeopardError } from '../../../lib/errors.js';
import { type AddressRules, checkedUrl } from './address-rules.js';
import { isPublicAddress } from './addresses.js';
import { collectPicture } from './collect.js';
import { type Dial, guardedConnector, type Resolve, systemDial, systemResolve } from './connector.js';
import { type PictureInput } from './types.js';

export interface PictureFetcherOptions {
  /** Off: every address is refused. */
  readonly enabled: boolean;
  readonly hosts: readonly string[];
  readonly ports: readonly string[];
  readonly bytes: number;
  /** For the whole of one picture, redirects included. */
  readonly milliseconds: number;
  readonly redirects: number;
  /** Sent as User-Agent. */
  readonly userAgent: string;
  /** Name resolution; the system's where it is left out. */
  readonly resolve?: Resolve;
  /** Addresses that may be connected to; public ones where it is left out. */
  readonly permits?: (address: string) => boolean;
  /** Opens connections; Node's where it is left out. */
  readonly dial?: Dial;
}

export interface FetchOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told how large the picture is, where its server says so, before it is read. */
  readonly onLength?: (bytes: number) => void;
}

export interface PictureFetcher {
  /** @throws LeopardError URL_NOT_ALLOWED, URL_UNREACHABLE, IMAGE_TOO_LARGE, IMAGE_UNSUPPORTED, IMAGE_UNREADABLE, TIMEOUT */
  fetchPicture(url: string, options?: FetchOptions): Promise<PictureInput>;
  close(): Promise<void>;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Fetches pictures from addresses that clients name, without ever touching a network that is not public. */
export function createPictureFetcher(options: PictureFetcherOptions): PictureFetcher {
  const { resolve = systemResolve, permits = isPublicAddress, dial = systemDial(options.milliseconds) } = options;
  const rules: AddressRules = { hosts: options.hosts, ports: options.ports, permits };
  const agent = new Agent({
    connect: guardedConnector({ resolve, permits, dial }),
    maxHeaderSize: 16 * 1024,
    headersTimeout: options.milliseconds,
    bodyTimeout: options.milliseconds,
    keepAliveTimeout: 1000,
    maxResponseSize: -1,
  });

  async function follow(text: string, signal: AbortSignal, onLength: FetchOptions['onLength']): Promise<PictureInput> {
    let url = checkedUrl(text, rules);
    for (let hops = 0; ; hops++) {
      const answer = await request(url, {
        dispatcher: agent,
        signal,
        headers: { accept: 'image/*', 'accept-encoding': 'identity', 'user-agent': options.userAgent },
      });
      // The body that is not read is thrown away with its connection: it may be endless.
      if (answer.statusCode === 200) {
        const length = Number(answer.headers['content-length'] ?? NaN);
        if (length >= 0) onLength?.(length);
        return read(answer, url);
      }
      answer.body.on('error', () => undefined).destroy();
      if (!REDIRECTS.has(answer.statusCode)) throw unreachable(`its server answered ${answer.statusCode}`);
      if (hops === options.redirects) {
        throw unreachable(`it was redirected more than ${options.redirects} times (MAX_URL_REDIRECTS)`);
      }
      const location = answer.headers['location'];
      if (typeof location !== 'string') throw unreachable('its server redirected to nowhere');
      url = checkedUrl(location, rules, url);
    }
  }

  async function read(answer: Dispatcher.ResponseData, url: URL): Promise<PictureInput> {
    try {
      const picture = await collectPicture(answer.body, options.bytes, 'MAX_URL_BYTES');
      return { ...picture, fileName: fileNameOf(url) };
    } finally {
      answer.body.on('error', () => undefined).destroy();
    }
  }

  return {
    async fetchPicture(text, { signal, onLength } = {}) {
      if (!options.enabled) {
        throw new LeopardError(
          'URL_NOT_ALLOWED',
          'This server fetches no pictures from addresses (URL_PICTURES). Upload the picture, or send it as base64.',
        );
      }
      const timeout = AbortSignal.timeout(options.milliseconds);
      try {
        return await follow(text, signal ? AbortSignal.any([signal, timeout]) : timeout, onLength);
      } catch (error) {
        if (error instanceof LeopardError) throw error;
        if (signal?.aborted) throw signal.reason;
        if (timeout.aborted) throw tooSlow(options.milliseconds);
        throw unreachable('no complete answer came from its server', error);
      }
    },
    close: () => agent.destroy(),
  };
}

/** The last part of the path, as a file name; null where there is none. */
function fileNameOf(url: URL): string | null {
  const last = url.pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last) || null;
  } catch {
    return last;
  }
}

const unreachable = (why: string, cause?: unknown) =>
  new LeopardError(
    'URL_UNREACHABLE',
    `The picture could not be fetched: ${why}. Check that the address opens in a browser without signing in.`,
    { cause },
  );

const tooSlow = (milliseconds: number) =>
  new LeopardError(
    'TIMEOUT',
    `The picture did not arrive within ${milliseconds} ms (MAX_URL_MS). Try again later, or upload it.`,
  );
