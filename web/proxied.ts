import { OWN_PATHS } from '../src/config/public-path.js';

/** What `npm run dev` hands on from the page's address to the server: all that the server has, but the page's files. */
export function proxied(server = 'http://127.0.0.1:4000'): Record<string, string> {
  const paths = [...OWN_PATHS].filter((path) => path !== 'assets');
  return Object.fromEntries(paths.map((path) => [`/${path}`, server]));
}
