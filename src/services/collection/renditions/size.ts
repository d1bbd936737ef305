/** Pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A box that a rendition fits into; a side that is left out does not bound it. */
export interface Box {
  readonly width?: number;
  readonly height?: number;
}

/**
 * The size of a picture fitted into a box: never enlarged, at least one pixel, the proportions kept to the nearest
 * pixel. Boxes that give the same size share one rendition.
 */
export function fitInside(picture: Size, box: Box): Size {
  const scale = Math.min(1, (box.width ?? Infinity) / picture.width, (box.height ?? Infinity) / picture.height);
  const side = (pixels: number, bound: number | undefined) =>
    Math.max(1, Math.min(Math.round(pixels * scale), bound ?? Infinity));
  return { width: side(picture.width, box.width), height: side(picture.height, box.height) };
}
