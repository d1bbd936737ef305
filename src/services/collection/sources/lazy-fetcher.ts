import type { PictureFetcher, PictureFetcherOptions } from './fetch-picture.js';

/** A fetcher that is made, and its HTTP client loaded, with the first picture: many servers are never given an address. */
export function createPictureFetcher(options: PictureFetcherOptions): PictureFetcher {
  let made: Promise<PictureFetcher> | undefined;
  return {
    async fetchPicture(url, fetchOptions) {
      made ??= import('./fetch-picture.js').then((module) => module.createPictureFetcher(options));
      return (await made).fetchPicture(url, fetchOptions);
    },
    close: async () => (await made)?.close(),
  };
}
