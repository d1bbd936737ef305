import ipaddr from 'ipaddr.js';
import { type Request, type RequestHandler } from 'express';
import { LeopardError } from '../../lib/errors.js';
import { refuse } from '../refusal.js';

/**
 * A name of DNS, or an IP address (in brackets: version 6), and a port. RFC 3986, section 3.2.2, lets names have other signs too;
 * no host that can be reached has them, and what addresses begin with is no place for them.
 */
const HOST_AND_PORT = /^(?:\[[\da-f:.]+\]|[\w.-]+)(?::\d+)?$/i;

/** The host of a Host header or a setting, without port and brackets, in lower case; empty where there is none. */
function hostName(value: string): string {
  const url = URL.canParse(`http://${value}`) ? new URL(`http://${value}`) : undefined;
  return (url?.hostname ?? '').replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

/** What addresses of this server begin with for whoever sent a request that `checkHost` let pass. */
export function originOf(request: Request): string {
  // Express takes the scheme from X-Forwarded-Proto as it comes.
  const scheme = request.protocol === 'https' ? 'https' : 'http';
  return `${scheme}://${request.headers.host ?? 'localhost'}`;
}

/**
 * The name that a request goes to; undefined where it does not say it in one way and in the right form (RFC 9112, section 3.2). HTTP 1.0
 * need not say it.
 */
function nameIn(request: Request): string | undefined {
  const [given, ...more] = request.headersDistinct['host'] ?? [];
  if (given === undefined) return request.httpVersion === '1.0' ? '' : undefined;
  return more.length === 0 && HOST_AND_PORT.test(given) ? hostName(given) || undefined : undefined;
}

/** Whether listening there reaches this machine only. */
export function isLoopbackHost(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, '');
  if (name === 'localhost') return true;
  return ipaddr.isValid(name) && ipaddr.process(name).range() === 'loopback';
}

/**
 * Answers only to the names that this server goes by. A page on the internet can point a name of its own at a private
 * address and have its visitors' browsers call it (DNS rebinding): the Host header then carries that name. An IP
 * address in it cannot be had in this way.
 */
export function checkHost(options: {
  readonly host: string;
  readonly publicUrl?: string;
  /** Host names; `*` for any. */
  readonly allowedHosts: readonly string[];
}): RequestHandler {
  const { host, publicUrl, allowedHosts } = options;
  const names = new Set(['localhost', hostName(host), ...allowedHosts.map(hostName)]);
  if (publicUrl !== undefined) names.add(hostName(new URL(publicUrl).host));
  names.delete('');
  const any = allowedHosts.includes('*');

  return (request, response, next) => {
    const name = nameIn(request);
    if (name === undefined) return refuse(request, response, noHost());
    if (any || names.has(name) || name.endsWith('.localhost') || ipaddr.isValid(name)) return next();
    refuse(
      request,
      response,
      new LeopardError(
        'FORBIDDEN',
        `This server does not go by the name ${JSON.stringify(name.slice(0, 255))}. Whoever runs it can add the name: docs/access.md says how.`,
      ),
    );
  };
}

const noHost = () =>
  new LeopardError(
    'BAD_USER_INPUT',
    'The Host header has to be the name or address of this server, with or without a port.',
  );
