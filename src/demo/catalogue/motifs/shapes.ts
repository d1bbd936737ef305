import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Random } from '../random.js';

const FULL_CIRCLE = Math.PI * 2;

/** A heart in the current fill colour; `size` is about half the height. */
export function heart(context: SKRSContext2D, x: number, y: number, size: number, turn: number): void {
  context.save();
  context.translate(x, y);
  context.rotate(turn);
  context.scale(size, size);
  context.beginPath();
  context.moveTo(0, 0.9);
  context.bezierCurveTo(-1.5, -0.1, -0.8, -1.1, 0, -0.4);
  context.bezierCurveTo(0.8, -1.1, 1.5, -0.1, 0, 0.9);
  context.fill();
  context.restore();
}

export interface BlobShape {
  x: number;
  y: number;
  radius: number;
  /** Points on the outline. */
  points: number;
  /** 0 is an ellipse, 1 is ragged. */
  raggedness: number;
}

/** A rounded patch of irregular outline, in the current fill colour. */
export function blob(context: SKRSContext2D, random: Random, { x, y, radius, points, raggedness }: BlobShape): void {
  const outline = Array.from({ length: points }, (_, index) => {
    const angle = (index / points) * FULL_CIRCLE;
    const distance = radius * (1 - raggedness / 2 + random.unit() * raggedness);
    return { x: x + distance * Math.cos(angle) * 1.15, y: y + distance * Math.sin(angle) };
  });
  const first = outline[0];
  const last = outline.at(-1);
  if (first === undefined || last === undefined) return;
  context.beginPath();
  context.moveTo((last.x + first.x) / 2, (last.y + first.y) / 2);
  outline.forEach((corner, index) => {
    const next = outline[(index + 1) % points] ?? first;
    context.quadraticCurveTo(corner.x, corner.y, (corner.x + next.x) / 2, (corner.y + next.y) / 2);
  });
  context.fill();
}

export interface SpindleShape {
  x: number;
  y: number;
  /** Half the length. */
  length: number;
  width: number;
  turn: number;
  /** How far the middle is bent aside. */
  bend: number;
}

/** A stripe that is thick in the middle and pointed at both ends, in the current fill colour. */
export function spindle(context: SKRSContext2D, { x, y, length, width, turn, bend }: SpindleShape): void {
  context.save();
  context.translate(x, y);
  context.rotate(turn);
  context.beginPath();
  context.moveTo(-length, 0);
  context.quadraticCurveTo(0, bend - width, length, 0);
  context.quadraticCurveTo(0, bend + width, -length, 0);
  context.fill();
  context.restore();
}

/** A fair-weather cloud. */
export function cloud(context: SKRSContext2D, x: number, y: number, size: number, colour = '#ffffff'): void {
  context.fillStyle = colour;
  context.beginPath();
  for (const [left, top, radius] of [
    [-1, 0.1, 0.5],
    [-0.4, -0.25, 0.62],
    [0.35, -0.2, 0.55],
    [0.95, 0.12, 0.45],
    [0, 0.2, 0.6],
  ] as const) {
    context.moveTo(x + (left + radius) * size, y + top * size);
    context.arc(x + left * size, y + top * size, radius * size, 0, FULL_CIRCLE);
  }
  context.fill();
}

/** The bands of a rainbow, outermost first. */
const RAINBOW = ['#e5484d', '#f58a3c', '#f7d046', '#57b75b', '#4a90d9', '#8a5cc4'];

/** A rainbow that stands on two small clouds; `size` is the outer radius. */
export function rainbow(context: SKRSContext2D, x: number, y: number, size: number, turn: number): void {
  context.save();
  context.translate(x, y);
  context.rotate(turn);
  const band = size * 0.11;
  context.lineWidth = band * 1.08;
  context.lineCap = 'butt';
  RAINBOW.forEach((colour, index) => {
    context.strokeStyle = colour;
    context.beginPath();
    context.arc(0, 0, size - band * (index + 0.5), Math.PI, 0);
    context.stroke();
  });
  for (const side of [-1, 1]) cloud(context, side * size * 0.68, size * 0.06, size * 0.26);
  context.restore();
}
