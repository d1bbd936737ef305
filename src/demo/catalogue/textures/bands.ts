import { highlight, hsl, paper } from '../palette.js';
import { ground, TEXTURE_SIZE, type Texture } from './texture.js';

/** One colour all over. */
export const plain: Texture = ({ context, palette }) => {
  ground(context, palette.main);
};

export const horizontalStripes: Texture = ({ context, random, palette, scale }) => {
  ground(context, paper(random));
  context.fillStyle = palette.main;
  const step = random.between(26, 36) * scale;
  const width = step * random.between(0.42, 0.6);
  for (let y = -random.between(0, step); y < TEXTURE_SIZE; y += step) {
    context.fillRect(0, y, TEXTURE_SIZE, width);
  }
};

export const verticalStripes: Texture = ({ context, random, palette, scale }) => {
  ground(context, paper(random));
  context.fillStyle = palette.main;
  const step = random.between(26, 36) * scale;
  const width = step * random.between(0.42, 0.6);
  for (let x = -random.between(0, step); x < TEXTURE_SIZE; x += step) {
    context.fillRect(x, 0, width, TEXTURE_SIZE);
  }
};

/** Tartan: broad dark bands, thin white ones and a thin accent, crossing each other. */
export const plaid: Texture = ({ context, random, palette, scale }) => {
  ground(context, palette.isBlack ? '#9a9a9a' : palette.middle);
  const step = random.between(50, 64) * scale;
  const offset = random.between(0, step) - step;
  const accent = palette.isBlack ? '#ffffff' : hsl(palette.hue + 40, 60, 80);
  for (const [colour, opacity, start, width] of [
    [palette.dark, 0.6, 0, 0.42],
    [highlight(1), 0.85, 0.68, 0.07],
    [accent, 0.5, 0.18, 0.06],
  ] as const) {
    context.globalAlpha = opacity;
    context.fillStyle = colour;
    for (let edge = offset + start * step; edge < TEXTURE_SIZE; edge += step) {
      context.fillRect(edge, 0, width * step, TEXTURE_SIZE);
      context.fillRect(0, edge, TEXTURE_SIZE, width * step);
    }
  }
  context.globalAlpha = 1;
};

/** A chessboard. */
export const checker: Texture = ({ context, random, palette, scale }) => {
  ground(context, paper(random));
  context.fillStyle = palette.main;
  const side = random.between(24, 32) * scale;
  const offset = random.between(0, side) - 2 * side;
  for (let row = 0, y = offset; y < TEXTURE_SIZE; y += side, row++) {
    for (let x = offset + (row % 2) * side; x < TEXTURE_SIZE; x += 2 * side) {
      context.fillRect(x, y, side, side);
    }
  }
};
