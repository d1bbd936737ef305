import { type Sharp } from 'sharp';
import { type ImageHeader, type PixelLimit, openImage, unreadable } from '../../image-files/open.js';
import { isSrgbProfile } from './colour-profile.js';
import { type Raster } from './resampler.js';

/**
 * `web`: RGB first, as a browser shows the picture on a white page: upright, embedded colour profile applied, 16 bits reduced
 * to 8, CMYK converted, transparency over white as `floor((c·a + 255·(255 - a)) / 255)`.
 */
export async function decodeForWeb(header: ImageHeader, limit: PixelLimit): Promise<Raster> {
  // A profile that says sRGB would only cost time and a rounding.
  const ignoreIcc = header.metadata.icc !== undefined && isSrgbProfile(header.metadata.icc);
  const pipeline = openImage(header, limit, { ignoreIcc })
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .removeAlpha();
  return raw(pipeline.raw({ depth: 'uchar' }), header);
}

/**
 * The file's own pixels, not turned, colour profiles ignored: RGB or RGBA of 8 bits (`srgb`), CMYK as stored (`cmyk`), or one
 * channel of 16 bits (`grey16`).
 */
export async function decodeStored(
  header: ImageHeader,
  limit: PixelLimit,
  colours: 'srgb' | 'cmyk' | 'grey16',
): Promise<Raster> {
  const pipeline = openImage(header, limit, { ignoreIcc: true }).toColourspace(colours);
  if (colours === 'cmyk') pipeline.pipelineColourspace('cmyk');
  if (colours === 'grey16') pipeline.extractChannel(0);
  return raw(pipeline.raw({ depth: colours === 'grey16' ? 'ushort' : 'uchar' }), header);
}

async function raw(pipeline: Sharp, header: ImageHeader): Promise<Raster> {
  try {
    const { data, info } = await pipeline.toBuffer({ resolveWithObject: true });
    return { pixels: data, width: info.width, height: info.height, channels: info.channels };
  } catch (error) {
    throw unreadable(error, header.mimeType);
  }
}
