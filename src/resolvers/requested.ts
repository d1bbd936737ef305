import type { Upload } from 'graphql-upload-minimal';
import type { PictureInput } from '../services/collection/sources/index.js';

/** The files that came with a request. */
export interface UploadedFiles {
  /** @throws LeopardError IMAGE_*, BAD_USER_INPUT, TIMEOUT; the reason of the signal */
  read(upload: Upload, signal?: AbortSignal): Promise<PictureInput>;
}

/** What a client gives for the sides of a rendition, in pixels. */
export interface RequestedBox {
  readonly width?: number | null;
  readonly height?: number | null;
}

/** Absolute addresses of the pictures of one server, as one client reaches it. */
export interface PictureAddresses {
  /** A stored picture: a rendition that fits into the box, or the original. @throws LeopardError BAD_USER_INPUT, LIMIT_EXCEEDED */
  image(id: string, box?: RequestedBox): string;
  /**
   * A picture that a search was asked with, where it is no stored one.
   * @param part SHA-256 of one of `like` or `unlike`; left out: the query picture
   * @throws LeopardError BAD_USER_INPUT, LIMIT_EXCEEDED
   */
  queryPicture(searchId: string, box?: RequestedBox, part?: string): string;
  contactSheet(id: string): string;
}
