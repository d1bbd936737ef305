import ipaddr from 'ipaddr.js';
import { type RequestHandler } from 'express';
import { LeopardError } from '../../lib/errors.js';
import { refuse } from '../refusal.js';

/** The host of a Host header or a setting, without port and brackets, in lower case. */
function hostName(value: string): string {
  const url = URL.canParse(`http://${value}`) ? new URL(`http://${value}`) : undefined;
  return (url?.hostname ?? '').replace(/^\[|\]$/g, '').replace(/\.$/, '');
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
    const name = hostName(request.headers.host ?? '');
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
