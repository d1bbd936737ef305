import ipaddr from 'ipaddr.js';
import { LeopardError } from '../../../lib/errors.js';

/** Which addresses a client may name. */
export interface AddressRules {
  /** `example.com`, `*.example.com` (any depth below it); empty: every host. */
  readonly hosts: readonly string[];
  /** Port numbers as text, or `*`. */
  readonly ports: readonly string[];
  /** Whether this IP address may be connected to. */
  readonly permits: (address: string) => boolean;
}

/** RFC 3986 sets no limit; longer ones are no picture's address. */
const LONGEST_ADDRESS = 4096;

/**
 * Parses an address and applies every rule that needs no name resolution. Decimal, octal, hexadecimal and shortened
 * IPv4 forms are plain numbers after the WHATWG URL parser, so the rules see them as what they reach.
 * @throws LeopardError URL_NOT_ALLOWED
 */
export function checkedUrl(given: string, rules: AddressRules, base?: URL): URL {
  const text = given.trim();
  if (text.length > LONGEST_ADDRESS) {
    throw refused(`it is longer than ${LONGEST_ADDRESS} characters. Upload the picture, or send it as base64`);
  }
  if (!URL.canParse(text, base?.href))
    throw refused('it is no complete http(s) address, such as https://example.com/a.jpg');
  const url = new URL(text, base?.href);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw refused('only http: and https: addresses are fetched. Upload the picture, or send it as base64');
  }
  if (url.username || url.password) throw refused('it contains a user name or a password. Remove them');
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  if (!rules.ports.includes('*') && !rules.ports.includes(port)) {
    throw refused(`this server fetches pictures from port ${rules.ports.join(', ')} only (URL_PORTS), not ${port}`);
  }
  const host = hostOf(url);
  if (rules.hosts.length > 0 && !rules.hosts.some((pattern) => matchesHost(host, pattern))) {
    throw refused('this server fetches pictures from chosen hosts only (URL_HOSTS). Upload the picture in place of it');
  }
  if (ipaddr.isValid(host) && !rules.permits(host)) throw notPublic();
  return url;
}

/** Host without brackets and without the trailing dot of a fully qualified name. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

/** The refusal of private, loopback, link-local and other special addresses; it does not say which address was found. */
export function notPublic(): LeopardError {
  return refused('it does not lead to a public internet address. Upload the picture, or send it as base64');
}

function refused(why: string): LeopardError {
  return new LeopardError('URL_NOT_ALLOWED', `The picture's address was not fetched: ${why}.`);
}

function matchesHost(host: string, pattern: string): boolean {
  const wanted = pattern.toLowerCase().replace(/\.$/, '');
  return wanted.startsWith('*.') ? host.endsWith(wanted.slice(1)) : host === wanted;
}
