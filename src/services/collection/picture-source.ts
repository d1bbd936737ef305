import type { Limits } from '../../config/index.js';
import { readBase64, type PictureFetcher, type PictureInput } from './sources/index.js';

/** Where a picture that is not stored comes from. */
export type PictureSource =
  | { readonly kind: 'file'; readonly read: (signal?: AbortSignal) => Promise<PictureInput> }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'base64'; readonly base64: string };

/** Reads pictures from wherever a client has them. */
export class PictureReader {
  constructor(
    private readonly fetcher: PictureFetcher,
    private readonly limits: Pick<Limits, 'uploadBytes'>,
  ) {}

  /** @throws LeopardError BAD_USER_INPUT, IMAGE_*, URL_*, TIMEOUT; the reason of the signal */
  read(source: PictureSource, signal?: AbortSignal): Promise<PictureInput> {
    switch (source.kind) {
      case 'file':
        return source.read(signal);
      case 'url':
        return this.fetcher.fetchPicture(source.url, { signal });
      case 'base64':
        return readBase64(source.base64, this.limits.uploadBytes);
    }
  }
}
