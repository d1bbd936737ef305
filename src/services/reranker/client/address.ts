/** Used where OPENAI_BASE_URL is not set. */
const OPENAI = 'https://api.openai.com/v1';
const OPENAI_HOSTS =
  /(^|\.)(api\.openai\.com|openai\.azure\.com|cognitiveservices\.azure\.com|services\.ai\.azure\.com)$/;

/** Where and how a service is asked. */
export interface ServiceAddress {
  readonly baseUrl: string;
  /** Sent with every request, such as Azure's `api-version`. */
  readonly query: Readonly<Record<string, string>>;
  /** Azure's deployments take their keys in a header of their own; its v1 address takes them as OpenAI does. */
  readonly keyHeader: 'authorization' | 'api-key';
  /** OpenAI's own service, or its twin at Azure. */
  readonly official: boolean;
}

export function readAddress(configured: string | undefined): ServiceAddress {
  const url = new URL(configured ?? OPENAI);
  const query = Object.fromEntries(url.searchParams);
  const official = OPENAI_HOSTS.test(url.hostname);
  const keyHeader = 'api-version' in query ? 'api-key' : 'authorization';
  url.search = '';
  url.hash = '';
  return { baseUrl: url.href.replace(/\/$/, ''), query, keyHeader, official };
}
