import { LeopardError } from '../../../lib/errors.js';
import { type Region } from '../types.js';
import type { Processor } from './processor.js';

/** A rectangle in whole pixels. */
export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The resized picture, of which only a square window is kept (torchvision Resize, then CenterCrop). */
export interface Framing {
  /** Size after the resize, pixels; the shorter side is the crop's. */
  readonly resizedWidth: number;
  readonly resizedHeight: number;
  /** Top left corner of the centre crop in the resized picture, pixels. */
  readonly left: number;
  readonly top: number;
}

/** How the offsets of the centre crop are rounded. */
export type Rounding = (value: number) => number;

export const cropRounding = (processor: Processor): Rounding =>
  processor === 'torchvision' ? roundHalfToEven : Math.floor;

/** Python's `round`: halves go to the even neighbour. */
function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const fraction = value - floor;
  if (fraction !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Where the crop of `size` pixels lies in a picture of `width` × `height` pixels whose shorter side was resized to `size`. */
export function frame(width: number, height: number, size: number, round: Rounding = roundHalfToEven): Framing {
  const resizedWidth = width <= height ? size : Math.trunc((size * width) / height);
  const resizedHeight = width <= height ? Math.trunc((size * height) / width) : size;
  return {
    resizedWidth,
    resizedHeight,
    left: round((resizedWidth - size) / 2),
    top: round((resizedHeight - size) / 2),
  };
}

/**
 * A region in whole pixels of the upright picture: edges are rounded to the nearest pixel, at least one pixel is left.
 * @throws LeopardError BAD_USER_INPUT where the region does not lie inside the picture.
 */
export function regionPixels(region: Region | undefined, width: number, height: number): Rectangle {
  if (!region) return { left: 0, top: 0, width, height };
  checkRegion(region);
  const [left, right] = span(region.left, region.width, width);
  const [top, bottom] = span(region.top, region.height, height);
  return { left, top, width: right - left, height: bottom - top };
}

/** Fractions may exceed 1 by this much: 0.3 + 0.7 is not always 1 in floating point. */
const FRACTION_TOLERANCE = 1e-6;

function checkRegion({ left, top, width, height }: Region): void {
  const within = (start: number, length: number) =>
    start >= 0 && length > 0 && start + length <= 1 + FRACTION_TOLERANCE;
  if (within(left, width) && within(top, height)) return;
  throw new LeopardError(
    'BAD_USER_INPUT',
    `The region does not lie inside the picture: left ${left}, top ${top}, width ${width}, height ${height}. ` +
      'Give fractions of the upright picture: left and top from 0, width and height above 0, left + width and top + height at most 1.',
  );
}

function span(start: number, length: number, total: number): [number, number] {
  const first = Math.min(Math.round(start * total), total - 1);
  const last = Math.min(Math.max(Math.round((start + length) * total), first + 1), total);
  return [first, last];
}

/**
 * The same rectangle in the file's own, unturned pixels.
 * @param orientation EXIF orientation, 1 to 8 (Exif 2.32, tag 0x0112)
 * @param width of the file's picture as stored, pixels
 */
export function unturn(upright: Rectangle, orientation: number, width: number, height: number): Rectangle {
  const { left, top } = upright;
  const right = left + upright.width;
  const bottom = top + upright.height;
  const box = (x0: number, y0: number, x1: number, y1: number): Rectangle => ({
    left: x0,
    top: y0,
    width: x1 - x0,
    height: y1 - y0,
  });
  switch (orientation) {
    case 2:
      return box(width - right, top, width - left, bottom);
    case 3:
      return box(width - right, height - bottom, width - left, height - top);
    case 4:
      return box(left, height - bottom, right, height - top);
    case 5:
      return box(top, left, bottom, right);
    case 6:
      return box(top, height - right, bottom, height - left);
    case 7:
      return box(width - bottom, height - right, width - top, height - left);
    case 8:
      return box(width - bottom, left, width - top, right);
    default:
      return upright;
  }
}
