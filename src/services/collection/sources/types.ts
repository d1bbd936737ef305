import { type ImageMimeType } from '../../image-files/formats.js';

/** A picture as it came in: complete, within the byte limit, and of a format that is decoded. */
export interface PictureInput {
  readonly bytes: Buffer;
  /** By content. */
  readonly mimeType: ImageMimeType;
  /** From the upload or the address; null where neither says. */
  readonly fileName: string | null;
}
