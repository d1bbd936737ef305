import type { PixelLimit } from './open.js';

/** The limits of pictures, as the configuration names them. */
export interface ImageLimits {
  readonly imagePixels: number;
  readonly imageScans?: number | undefined;
}

/** What every operation on a picture file is given of them. */
export const pixelLimit = ({ imagePixels, imageScans }: ImageLimits): PixelLimit => ({
  maximumPixels: imagePixels,
  maximumScans: imageScans,
});
