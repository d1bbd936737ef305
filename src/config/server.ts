import { z } from 'zod';
import { address, hostHeaders, listeningHost } from './addresses.js';
import { flag, oneOf, setting, whole } from './setting.js';

/** Where the server listens and what it shows there. */
export const serverSettings = z.object({
  host: setting(
    listeningHost().default('127.0.0.1'),
    'HOST',
    'Address to listen on. Anything but loopback needs API keys, or ALLOW_OPEN_ACCESS=true.',
  ),
  port: setting(whole(4000, 0, 65535), 'PORT', 'TCP port; 0 takes a free one.'),
  publicUrl: setting(
    address().optional(),
    'PUBLIC_URL',
    'Address by which clients reach the server, where it is behind a proxy, path included; picture addresses start with it.',
  ),
  allowedHosts: setting(
    hostHeaders(),
    'ALLOWED_HOSTS',
    'Further Host header values to answer to, besides loopback, HOST and the host of PUBLIC_URL.',
  ),
  trustProxy: setting(
    whole(0, 0, 16),
    'TRUST_PROXY',
    'Proxies in front of the server whose X-Forwarded-For and X-Forwarded-Proto are believed; 0: none.',
  ),
  page: setting(flag(true), 'PAGE', 'Serve the search page at /.'),
  pageDistinct: setting(
    z.string().min(1).optional(),
    'PAGE_DISTINCT',
    'Metadata key, such as product, of which the search page shows one picture a value, with a way to the others; while no picture has it, the page shows all, and the log says so.',
  ),
  explorer: setting(
    flag(true),
    'EXPLORER',
    'Serve an explorer of the API at /explorer, and a page at /graphql that leads to it, and to Apollo Sandbox (needs internet).',
  ),
  drainSeconds: setting(
    whole(10, 0, 3600),
    'DRAIN_SECONDS',
    'After SIGTERM, requests in flight have this long to finish.',
  ),
  logLevel: setting(
    oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'info'),
    'LOG_LEVEL',
    'Least severe log line to write.',
  ),
});
