import { z } from 'zod';
import { hostPatterns, origins, ports } from './addresses.js';
import { flag, setting, whole } from './setting.js';

/** Who may do what. */
export const accessSettings = z.object({
  apiKeysFile: setting(
    z.string().optional(),
    'API_KEYS_FILE',
    'File of hashed API keys that an earlier version kept outside of DATA_FOLDER: they are taken into the database when the folder is migrated. Not read otherwise.',
  ),
  allowOpenAccess: setting(flag(false), 'ALLOW_OPEN_ACCESS', 'Listen beyond loopback without API keys.'),
  corsOrigins: setting(
    origins(),
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
    hostPatterns(),
    'URL_HOSTS',
    'Only hosts that pictures may be fetched from (`example.com`, `*.example.com`); empty: all public ones.',
  ),
  urlPorts: setting(ports(['80', '443']), 'URL_PORTS', 'TCP ports that pictures may be fetched from; `*` for all.'),
});
