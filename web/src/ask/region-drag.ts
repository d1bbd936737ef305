import type { RegionInput } from 'leopard/client';

/** A place on the picture, in fractions of it, from the top left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export const CORNERS = ['top-left', 'top-right', 'bottom-left', 'bottom-right'] as const;
export type Corner = (typeof CORNERS)[number];

/** What a pointer has taken hold of: nothing (it draws a new rectangle), the rectangle, or a corner of it. */
export type Grip = 'none' | 'rectangle' | Corner;

/** Smallest side of a rectangle that is meant. */
export const SMALLEST = 0.04;

export const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

const between = (a: Point, b: Point): RegionInput => ({
  left: Math.min(a.x, b.x),
  top: Math.min(a.y, b.y),
  width: Math.abs(a.x - b.x),
  height: Math.abs(a.y - b.y),
});

const opposite = ({ left, top, width, height }: RegionInput, corner: Corner): Point => ({
  x: corner.endsWith('left') ? left + width : left,
  y: corner.startsWith('top') ? top + height : top,
});

/** The rectangle while a pointer goes from one place to another. */
export function dragged(grip: Grip, from: Point, to: Point, start: RegionInput | undefined): RegionInput {
  if (grip === 'none' || !start) return between(from, to);
  if (grip !== 'rectangle') return between(opposite(start, grip), to);
  return {
    ...start,
    left: clamp(start.left + to.x - from.x, 0, 1 - start.width),
    top: clamp(start.top + to.y - from.y, 0, 1 - start.height),
  };
}

export const isMeant = ({ width, height }: RegionInput): boolean => width >= SMALLEST && height >= SMALLEST;
