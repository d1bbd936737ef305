import type { Random } from '../random.js';
import type { Form } from './shading.js';

/** How the pattern lies on a part, in product units. */
export interface PatternPlacement {
  scale?: number;
  shiftX?: number;
  shiftY?: number;
}

/**
 * What products are drawn with. Product units: the product fills about -100 to 100 in both directions around (0, 0),
 * y pointing down. Outlines are SVG path texts.
 */
export interface Pen {
  random: Random;
  /** Covers a part with the pattern of the theme. */
  cover(outline: string, placement?: PatternPlacement): void;
  /** Light and shade of a form over a part. */
  shade(outline: string, form: Form): void;
  fill(outline: string, colour: string): void;
  stroke(outline: string, colour: string, width: number): void;
}

/** How a product is presented: on a surface before a wall, seen from above, or hanging on a wall. */
export type Pose = 'standing' | 'lying' | 'hanging';

export interface Product {
  pose: Pose;
  /** Where a standing product touches the ground: y and half the width of the shadow. */
  foot: { y: number; width: number };
  draw(pen: Pen): void;
}

/** Outline of a rectangle with rounded corners. */
export function roundedRectangle(x: number, y: number, width: number, height: number, radius: number): string {
  const corner = (dx: number, dy: number): string => `a${radius} ${radius} 0 0 1 ${dx} ${dy}`;
  return (
    `M${x + radius} ${y}h${width - 2 * radius}${corner(radius, radius)}` +
    `v${height - 2 * radius}${corner(-radius, radius)}` +
    `h${-(width - 2 * radius)}${corner(-radius, -radius)}` +
    `v${-(height - 2 * radius)}${corner(radius, -radius)}z`
  );
}

/** Outline of an ellipse, of a circle where one radius is given. */
export function ellipse(x: number, y: number, radiusX: number, radiusY = radiusX): string {
  return `M${x - radiusX} ${y}a${radiusX} ${radiusY} 0 1 0 ${2 * radiusX} 0a${radiusX} ${radiusY} 0 1 0 ${-2 * radiusX} 0z`;
}
