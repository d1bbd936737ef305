import { z } from 'zod';
import { flag, list, setting, whole } from './setting.js';

/** Who may do what. */
export const accessSettings = z.object({
  apiKeysFile: setting(
    z.string().optional(),
    'API_KEYS_FILE',
    'File of hashed API keys (`leopard keys`); the default is `keys.json` in DATA_FOLDER. Where it holds keys, they are asked for.',
  ),
  allowOpenAccess: setting(flag(false), 'ALLOW_OPEN_ACCESS', 'Listen beyond loopback without API keys.'),
  corsOrigins: setting(
    list(),
    'CORS_ORIGINS',
    'Origins of frontends that may call the server from a browser; `*` for all.',
  ),
  requestsPerMinute: setting(
    whole(600, 1),
    'REQUESTS_PER_MINUTE',
    'Requests per minute for each API key, or GraphQL requests for each address where there are none (loopback is not counted then). Pictures by signed address are not counted.',
  ),
  signedUrlSeconds: setting(whole(3600, 60), 'SIGNED_URL_SECONDS', 'How long a signed picture address is good for.'),
  urlIngestion: setting(flag(true), 'URL_PICTURES', 'Let clients name pictures by http(s) address.'),
  urlHosts: setting(
    list(),
    'URL_HOSTS',
    'Only hosts that pictures may be fetched from (`example.com`, `*.example.com`); empty: all public ones.',
  ),
  urlPorts: setting(list(['80', '443']), 'URL_PORTS', 'TCP ports that pictures may be fetched from; `*` for all.'),
});
