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
  /** The query picture of a search, where it is no stored one. @throws LeopardError BAD_USER_INPUT, LIMIT_EXCEEDED */
  queryPicture(searchId: string, box?: RequestedBox): string;
  contactSheet(id: string): string;
}
