import { lookup } from 'node:dns/promises';
import ipaddr from 'ipaddr.js';
import { buildConnector } from 'undici';
import { LeopardError } from '../../../lib/errors.js';
import { notPublic } from './address-rules.js';

/** Every IP address of a host name. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** What to connect to: only these addresses, all of them checked. */
export interface DialTarget extends buildConnector.Options {
  readonly addresses: readonly string[];
}

/** Opens the connection (TLS included) to one of the target's addresses. */
export type Dial = (target: DialTarget, callback: buildConnector.Callback) => void;

export const systemResolve: Resolve = async (host) =>
  (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address);

/** Node's own connection, with the name resolution replaced by the addresses given. TLS still proves the name. */
export const systemDial =
  (timeoutMilliseconds: number): Dial =>
  (target, callback) => {
    const known = target.addresses.map((address) => ({
      address,
      family: ipaddr.parse(address).kind() === 'ipv6' ? 6 : 4,
    }));
    const connect = buildConnector({
      timeout: timeoutMilliseconds,
      autoSelectFamily: true,
      lookup: (_host, options, done) => {
        const first = known[0];
        if (options.all || !first) done(null, known);
        else done(null, first.address, first.family);
      },
    });
    connect(target, callback);
  };

/**
 * A connector for undici that resolves a name itself, once, checks every address of it, lets nothing but these be
 * dialled, and checks the connected peer once more: a name that answers differently a moment later (DNS rebinding)
 * changes nothing. A name with one forbidden address is refused as a whole.
 */
export function guardedConnector(options: {
  readonly resolve: Resolve;
  readonly permits: (address: string) => boolean;
  readonly dial: Dial;
}): buildConnector.connector {
  const { resolve, permits, dial } = options;
  return (target, callback) => {
    const host = target.hostname.replace(/^\[|\]$/g, '');
    addressesOf(host, resolve).then(
      (addresses) => {
        if (!addresses.every(permits)) return callback(notPublic(), null);
        dial({ ...target, addresses }, (...[error, socket]) => {
          if (error) return callback(error, null);
          if (socket.remoteAddress && permits(socket.remoteAddress)) return callback(null, socket);
          socket.destroy();
          callback(notPublic(), null);
        });
      },
      (error: Error) => callback(error, null),
    );
  };
}

async function addressesOf(host: string, resolve: Resolve): Promise<readonly string[]> {
  if (ipaddr.isValid(host)) return [host];
  const addresses = await resolve(host).catch((cause: unknown) => {
    throw unresolved(cause);
  });
  if (addresses.length === 0) throw unresolved();
  return addresses;
}

const unresolved = (cause?: unknown) =>
  new LeopardError('URL_UNREACHABLE', "The host of the picture's address has no IP address. Check its spelling.", {
    cause,
  });
