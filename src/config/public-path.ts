/** First steps of this server's own addresses: a PUBLIC_URL that ends in one could not be told from them. */
export const OWN_PATHS: ReadonlySet<string> = new Set([
  'assets',
  'contact-sheets',
  'explorer',
  'graphql',
  'healthz',
  'images',
  'metrics',
  'model-switch',
  'readyz',
  'reindex',
  'sandbox',
  'schema.graphql',
  'searches',
]);

/** The path of PUBLIC_URL without a slash at its end: `/leopard`; empty where it has none. */
export const publicPath = (publicUrl: string | undefined): string =>
  publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/+$/, '');
