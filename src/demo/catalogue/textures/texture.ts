import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Palette } from '../palette.js';
import type { Random } from '../random.js';

/** Side of the square that a texture fills, in texture units. */
export const TEXTURE_SIZE = 300;

/** What a texture is drawn with. */
export interface TextureBrush {
  context: SKRSContext2D;
  random: Random;
  palette: Palette;
  /** Size of the motifs, about 1. */
  scale: number;
}

/** Fills the square from (0, 0) to (TEXTURE_SIZE, TEXTURE_SIZE) with a pattern. */
export type Texture = (brush: TextureBrush) => void;

/** Fills the whole square. */
export function ground(context: SKRSContext2D, colour: TextureBrush['context']['fillStyle']): void {
  context.fillStyle = colour;
  context.fillRect(0, 0, TEXTURE_SIZE, TEXTURE_SIZE);
}

/**
 * Calls `place` for every point of a lattice whose rows are shifted by half a step, each point moved at random by up
 * to half of `jitter`.
 */
export function lattice(random: Random, step: number, jitter: number, place: (x: number, y: number) => void): void {
  const left = random.between(0, step);
  const top = random.between(0, step);
  let row = 0;
  for (let y = top - step; y < TEXTURE_SIZE + step; y += step * 0.88, row++) {
    const shift = row % 2 === 1 ? step / 2 : 0;
    for (let x = left - step + shift; x < TEXTURE_SIZE + step; x += step) {
      place(x + random.around(jitter / 2), y + random.around(jitter / 2));
    }
  }
}
