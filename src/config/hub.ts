import { z } from 'zod';
import { address } from './addresses.js';
import { flag, setting, whole } from './setting.js';

/** Where models are downloaded from. The names are those of Hugging Face's own tools. */
export const hubSettings = z.object({
  endpoint: setting(
    address().default('https://huggingface.co'),
    'HF_ENDPOINT',
    'Address of the model hub, or of a mirror of it.',
  ),
  releasesEndpoint: setting(
    address().default('https://github.com'),
    'RELEASES_ENDPOINT',
    'Address of the host that has the data of `leopard quickstart --tutorial`, or of a mirror of it.',
  ),
  token: setting(z.string().optional(), 'HF_TOKEN', 'Access token of the model hub; sent to the hub only.', {
    secret: true,
  }),
  offline: setting(
    flag(false),
    'HF_HUB_OFFLINE',
    'Never ask the model hub: `leopard models install` then needs --from.',
  ),
  timeoutSeconds: setting(
    whole(10, 1, 3600),
    'HF_HUB_DOWNLOAD_TIMEOUT',
    'Silence of the model hub, in seconds, after which a download is tried again.',
  ),
  httpProxy: setting(z.string().optional(), 'HTTP_PROXY', 'Proxy for http:// addresses of the model hub.', {
    secret: true,
  }),
  httpsProxy: setting(z.string().optional(), 'HTTPS_PROXY', 'Proxy for https:// addresses of the model hub.', {
    secret: true,
  }),
  noProxy: setting(z.string().optional(), 'NO_PROXY', 'Hosts that are reached without a proxy, comma-separated.'),
});
