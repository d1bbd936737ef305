import { createCanvas, type Canvas } from '@napi-rs/canvas';
import type { Theme } from '../names.js';
import type { Palette } from '../palette.js';
import type { Random } from '../random.js';
import { cow, leopard, tiger, zebra } from './animals.js';
import { checker, horizontalStripes, plaid, plain, verticalStripes } from './bands.js';
import { cherries, lemons, watermelon } from './fruit.js';
import { bricks, marble, wood } from './materials.js';
import { camouflage, clouds, galaxy, rainbows, tropicalLeaves } from './nature.js';
import { floral, hearts, polkaDots, triangles, waves } from './ornaments.js';
import { TEXTURE_SIZE, type Texture } from './texture.js';

export { TEXTURE_SIZE } from './texture.js';

const TEXTURES: Readonly<Record<Theme, Texture>> = {
  plain,
  floral,
  'polka dots': polkaDots,
  'horizontal stripes': horizontalStripes,
  'vertical stripes': verticalStripes,
  plaid,
  checker,
  hearts,
  waves,
  triangles,
  leopard,
  zebra,
  tiger,
  cow,
  'tropical leaves': tropicalLeaves,
  camouflage,
  galaxy,
  marble,
  clouds,
  bricks,
  wood,
  cherries,
  lemons,
  watermelon,
  rainbows,
};

/**
 * Draws the pattern of a theme on a square canvas.
 * @param resolution pixels per texture unit; the canvas is `TEXTURE_SIZE * resolution` wide
 */
export function drawTexture(theme: Theme, palette: Palette, random: Random, resolution: number): Canvas {
  const canvas = createCanvas(Math.ceil(TEXTURE_SIZE * resolution), Math.ceil(TEXTURE_SIZE * resolution));
  const context = canvas.getContext('2d');
  context.scale(resolution, resolution);
  TEXTURES[theme]({ context, random, palette, scale: random.between(0.8, 1.2) });
  return canvas;
}
