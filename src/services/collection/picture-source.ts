import type { Limits } from '../../config/index.js';
import { ByteShares, type HeldBytes } from '../../lib/byte-shares.js';
import type { Caller } from '../../lib/caller.js';
import { readBase64, type PictureFetcher, type PictureInput } from './sources/index.js';

/** Where a picture that is not stored comes from. */
export type PictureSource =
  | { readonly kind: 'file'; readonly read: (signal?: AbortSignal) => Promise<PictureInput> }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'base64'; readonly base64: string };

type ReaderLimits = Pick<Limits, 'uploadBytes' | 'urlBytes' | 'pictureMemoryBytes'>;

/**
 * Reads pictures from wherever a client has them, no more at a time than there is memory for: half of it is for what is fetched
 * from addresses, which may be slow, half for the rest; and of each half, one client gets half at most.
 */
export class PictureReader {
  private readonly fetched: ByteShares;
  private readonly sent: ByteShares;

  constructor(
    private readonly fetcher: PictureFetcher,
    private readonly limits: ReaderLimits,
  ) {
    const half = { bytes: limits.pictureMemoryBytes / 2, bytesOfOne: limits.pictureMemoryBytes / 4 };
    this.fetched = new ByteShares(half);
    this.sent = new ByteShares(half);
  }

  /**
   * Hands the picture to `use`, and counts it until that is done.
   * @throws LeopardError BAD_USER_INPUT, IMAGE_*, URL_*, TIMEOUT; the reason of the signal; what `use` throws
   */
  async withPicture<T>(source: PictureSource, caller: Caller, use: (picture: PictureInput) => Promise<T>): Promise<T> {
    const { client = '', signal } = caller;
    const shares = source.kind === 'url' ? this.fetched : this.sent;
    const held = await shares.hold(client, this.largest(source), signal);
    try {
      const picture = await this.read(source, held, signal);
      held.shrink(picture.bytes.length);
      return await use(picture);
    } finally {
      held.release();
    }
  }

  private largest(source: PictureSource): number {
    const { uploadBytes, urlBytes } = this.limits;
    if (source.kind === 'base64') return Math.min(uploadBytes, Math.ceil(source.base64.length * 0.75));
    return source.kind === 'url' ? urlBytes : uploadBytes;
  }

  private read(source: PictureSource, held: HeldBytes, signal: AbortSignal | undefined): Promise<PictureInput> {
    switch (source.kind) {
      case 'file':
        return source.read(signal);
      case 'url':
        return this.fetcher.fetchPicture(source.url, { signal, onLength: (bytes) => held.shrink(bytes) });
      case 'base64':
        return readBase64(source.base64, this.limits.uploadBytes);
    }
  }
}
