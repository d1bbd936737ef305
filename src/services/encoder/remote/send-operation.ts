import sharp from 'sharp';
import type { Operation } from '../../image-files/decoders/operation.js';
import { readImageHeader, type PixelLimit } from '../../image-files/open.js';
import { decodeForWeb } from '../preprocessing/decode.js';
import { regionPixels } from '../preprocessing/geometry.js';
import type { Region } from '../types.js';

export interface SendOptions extends PixelLimit {
  readonly region?: Region | undefined;
  /** Pixels of what is sent, at most. */
  readonly sentPixels: number;
}

/** Counts with every change of what is sent: part of the identity of an index. */
const QUALITY = 92;
/** Side of what becomes one token in today's models: a picture of such sides is not resampled once more by the service. */
const TOKEN_SIDE = 32;

/**
 * Makes a picture ready to be sent: the region, upright, sRGB, over white, no larger than asked for, as a JPEG without a trace of
 * where it was taken.
 */
const send: Operation<SendOptions, { readonly decode: number }> = async (file, options) => {
  const started = performance.now();
  const { pixels, ...size } = await decodeForWeb(await readImageHeader(file, options), options);
  const part = regionPixels(options.region, size.width, size.height);
  const { width, height } = sentSize(part.width, part.height, options.sentPixels);
  const channels = size.channels === 1 ? 1 : 3;
  const bytes = await sharp(pixels, { raw: { width: size.width, height: size.height, channels } })
    .extract(part)
    .resize(width, height, { kernel: 'lanczos3', fit: 'fill' })
    .jpeg({ quality: QUALITY, chromaSubsampling: '4:4:4' })
    .toBuffer();
  return { facts: { decode: performance.now() - started }, bytes };
};

/** Never larger; where it is made smaller, in whole tokens. */
export function sentSize(width: number, height: number, most: number): { width: number; height: number } {
  if (width * height <= most) return { width, height };
  const scale = Math.sqrt(most / (width * height));
  const side = (pixels: number) => Math.max(TOKEN_SIDE, Math.floor((pixels * scale) / TOKEN_SIDE) * TOKEN_SIDE);
  return { width: side(width), height: side(height) };
}

export default send;
