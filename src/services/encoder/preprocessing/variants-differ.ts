import type { ImageHeader } from '../../image-files/open.js';
import { isSrgbProfile } from './colour-profile.js';

/**
 * Whether `web` and `reference` can make different crops of a picture: by its header, so rather too often than too seldom. They make the same
 * of upright, opaque pictures in RGB or grey of 8 bits, which most are.
 */
export function variantsDiffer({ orientation, mimeType, metadata }: ImageHeader): boolean {
  const { hasAlpha, isPalette, space, bitsPerSample, icc } = metadata;
  return (
    orientation !== 1 ||
    hasAlpha ||
    isPalette === true ||
    mimeType === 'image/gif' ||
    space === 'cmyk' ||
    (bitsPerSample ?? 8) !== 8 ||
    (icc !== undefined && !isSrgbProfile(icc))
  );
}
