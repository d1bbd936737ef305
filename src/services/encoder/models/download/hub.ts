import { type Readable } from 'node:stream';
import { type Dispatcher, EnvHttpProxyAgent, request } from 'undici';
import { SetupError } from '../../../../lib/errors.js';
import { isHttpAddress } from '../../../../lib/place.js';

export interface HubSettings {
  readonly endpoint: string;
  readonly token?: string | undefined;
  readonly offline: boolean;
  readonly timeoutSeconds: number;
  readonly httpProxy?: string | undefined;
  readonly httpsProxy?: string | undefined;
  readonly noProxy?: string | undefined;
}

/** A file on the hub. */
export interface HubFile {
  readonly repository: string;
  readonly revision: string;
  readonly path: string;
}

/** What is already there of a file: only the rest is asked for, as long as the file is the same (RFC 9110, 13.1.5 If-Range). */
export interface Resume {
  readonly offset: number;
  /** Strong entity tag; without one the rest is asked for unconditionally. */
  readonly etag: string | undefined;
}

export interface HubAnswer {
  readonly status: number;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Readable;
}

/** Asks a model hub (the protocol of huggingface.co) for files. */
export interface Hub {
  readonly endpoint: string;
  /**
   * Follows redirects; the token goes to the hub's own origin only.
   * @throws SetupError HUB_OFFLINE, HUB_UNREACHABLE (which another try may cure)
   */
  open(file: HubFile, resume?: Resume): Promise<HubAnswer>;
  close(): Promise<void>;
}

const MAXIMUM_REDIRECTS = 5;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Where a hub keeps a file. */
export type FileAddress = (endpoint: string, file: HubFile) => URL;

/** @throws SetupError PROXY_INVALID */
export function createHub(settings: HubSettings, addressOf: FileAddress = fileUrl): Hub {
  const milliseconds = settings.timeoutSeconds * 1000;
  const dispatcher = new EnvHttpProxyAgent({
    // Empty texts, not undefined: the agent would read the environment by itself.
    httpProxy: proxyAddress('HTTP_PROXY', settings.httpProxy),
    httpsProxy: proxyAddress('HTTPS_PROXY', settings.httpsProxy),
    noProxy: settings.noProxy ?? '',
    headersTimeout: milliseconds,
    bodyTimeout: milliseconds,
    connect: { timeout: milliseconds },
  });
  return {
    endpoint: settings.endpoint,
    open: (file, resume) => follow(settings, dispatcher, addressOf(settings.endpoint, file), resume),
    close: () => dispatcher.close(),
  };
}

/** The address may have a password in it, so it is not repeated. @throws SetupError PROXY_INVALID */
function proxyAddress(setting: string, given = ''): string {
  if (given === '' || isHttpAddress(given)) return given;
  throw new SetupError(
    'PROXY_INVALID',
    `${setting} has to be an address that begins with http:// or https://, such as http://proxy.example:3128.`,
  );
}

/** `<endpoint>/<repository>/resolve/<revision>/<path>`, as on huggingface.co. */
const fileUrl: FileAddress = (endpoint, { repository, revision, path }) =>
  new URL(`${base(endpoint)}/${repository}/resolve/${encodeURIComponent(revision)}/${encodedPath(path)}`);

/** `<endpoint>/<repository>/releases/download/<tag>/<name>`, as on github.com. */
export const releaseUrl: FileAddress = (endpoint, { repository, revision, path }) =>
  new URL(`${base(endpoint)}/${repository}/releases/download/${encodeURIComponent(revision)}/${encodedPath(path)}`);

const base = (endpoint: string): string => endpoint.replace(/\/+$/, '');
const encodedPath = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

async function follow(
  settings: HubSettings,
  dispatcher: Dispatcher,
  start: URL,
  resume: Resume | undefined,
): Promise<HubAnswer> {
  if (settings.offline) {
    throw new SetupError(
      'HUB_OFFLINE',
      'HF_HUB_OFFLINE is set, so nothing is downloaded. Unset it, or give the file: `leopard models install <id> --from <file>`.',
    );
  }
  const home = new URL(settings.endpoint).origin;
  let url = start;
  for (let hop = 0; hop <= MAXIMUM_REDIRECTS; hop++) {
    const answer = await ask(url, dispatcher, {
      'user-agent': 'leopard',
      'accept-encoding': 'identity',
      ...(settings.token && url.origin === home ? { authorization: `Bearer ${settings.token}` } : {}),
      ...(resume ? { range: `bytes=${resume.offset}-` } : {}),
      ...(resume?.etag ? { 'if-range': resume.etag } : {}),
    });
    const location = answer.headers.location;
    if (!REDIRECTS.has(answer.status) || typeof location !== 'string') return answer;
    answer.body.resume();
    const next = new URL(location, url);
    if (url.protocol === 'https:' && next.protocol !== 'https:') {
      throw new SetupError(
        'HUB_ANSWER',
        `${url.host} redirects to an address without TLS, ${next.host}. Check HF_ENDPOINT.`,
      );
    }
    url = next;
  }
  throw new SetupError(
    'HUB_ANSWER',
    `${start.host} redirects more than ${MAXIMUM_REDIRECTS} times. Check HF_ENDPOINT.`,
  );
}

async function ask(url: URL, dispatcher: Dispatcher, headers: Record<string, string>): Promise<HubAnswer> {
  try {
    const answer = await request(url, { dispatcher, headers });
    // An answer that nobody reads to its end must not bring the process down.
    answer.body.on('error', () => undefined);
    return { status: answer.statusCode, url: url.href, headers: answer.headers, body: answer.body };
  } catch (cause) {
    throw new SetupError(
      'HUB_UNREACHABLE',
      `${url.origin} cannot be reached: ${reasonOf(cause)}. Check the network, HTTPS_PROXY and HF_ENDPOINT, or give the file yourself: ` +
        '`leopard models install <id> --from <file>`.',
      { cause },
    );
  }
}

/** Failed connections to several addresses have no message, only a code. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.message || ('code' in cause ? String(cause.code) : cause.name);
}
