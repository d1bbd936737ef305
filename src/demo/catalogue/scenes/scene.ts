import { Path2D, type Canvas, type SKRSContext2D } from '@napi-rs/canvas';
import type { Palette } from '../palette.js';
import { hsl } from '../palette.js';
import type { Random } from '../random.js';
import { TEXTURE_SIZE } from '../textures/index.js';

/** What a theme picture is drawn with: units as in products, the picture reaching from -112 to 112. */
export interface SceneBrush {
  context: SKRSContext2D;
  random: Random;
  palette: Palette;
  /** The pattern of the theme. */
  pattern: Canvas;
}

/** Fills the picture with what a theme looks like in the world. */
export type Scene = (brush: SceneBrush) => void;

/** Half the side that scenes fill, with a margin. */
export const REACH = 160;

/** Draws the pattern centred on the origin, one unit of the texture as one unit of the picture. */
export function drawPattern({ context, pattern }: Pick<SceneBrush, 'context' | 'pattern'>): void {
  context.drawImage(pattern, -TEXTURE_SIZE / 2, -TEXTURE_SIZE / 2, TEXTURE_SIZE, TEXTURE_SIZE);
}

/** A gradient from top to bottom all over. */
export function sky({ context }: SceneBrush, top: string, bottom: string, horizon = 120): void {
  const gradient = context.createLinearGradient(0, -112, 0, horizon);
  gradient.addColorStop(0, top);
  gradient.addColorStop(1, bottom);
  context.fillStyle = gradient;
  context.fillRect(-REACH, -REACH, 2 * REACH, 2 * REACH);
}

/** A rolling hill from `y` downwards. */
export function hill({ context, random }: SceneBrush, y: number, colour: string): void {
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(-REACH, y);
  context.quadraticCurveTo(-50, y - random.between(0, 20), 10, y);
  context.quadraticCurveTo(80, y + 14, REACH, y - 6);
  context.lineTo(REACH, REACH);
  context.lineTo(-REACH, REACH);
  context.fill();
}

/** Fills an outline given as an SVG path. */
export function fill(context: SKRSContext2D, outline: string, colour: string): void {
  context.fillStyle = colour;
  context.fill(new Path2D(outline));
}

/** Draws an outline given as an SVG path. */
export function stroke(context: SKRSContext2D, outline: string, colour: string, width: number): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke(new Path2D(outline));
}

/** A grass or savannah green or straw. */
export function meadow(random: Random): string {
  return hsl(random.between(70, 120), 40, 45);
}
