import { flower, leaf } from '../motifs/plants.js';
import { heart } from '../motifs/shapes.js';
import { paper } from '../palette.js';
import { ground, lattice, TEXTURE_SIZE, type Texture, type TextureBrush } from './texture.js';

const FULL_CIRCLE = Math.PI * 2;

/** Fills the ground and returns the colour of the motif: white on colour, or colour on white. */
function twoTone({ context, random, palette }: TextureBrush, colouredGround: number): string {
  const inverted = random.chance(colouredGround);
  ground(context, inverted ? palette.main : paper(random));
  return inverted ? '#ffffff' : palette.main;
}

export const floral: Texture = ({ context, random, palette, scale }) => {
  const onColour = random.chance(0.5);
  ground(context, onColour ? palette.main : paper(random));
  const step = 46 * scale;
  lattice(random, step, step * 0.35, (x, y) => {
    for (let count = 0; count < 2; count++) {
      leaf(context, {
        x: x + random.around(step / 2),
        y: y + random.around(step / 2),
        length: step * 0.18,
        turn: random.between(0, FULL_CIRCLE),
        colour: onColour ? palette.pale : '#5d9a58',
      });
    }
  });
  const yellowOnWhite = palette.isYellow && !onColour;
  lattice(random, step, step * 0.3, (x, y) => {
    const white = random.chance(0.5) ? '#ffffff' : palette.pale;
    const coloured = random.chance(0.6) ? palette.main : palette.middle;
    flower(context, {
      x,
      y,
      radius: step * random.between(0.37, 0.5),
      petals: random.chance(0.4) ? 6 : 5,
      turn: random.between(0, FULL_CIRCLE),
      colour: onColour ? white : coloured,
      centre: onColour ? palette.dark : yellowOnWhite ? '#8a5a1a' : '#f3c233',
    });
  });
};

/** Small round dots, close together. */
export const polkaDots: Texture = (brush) => {
  const { context, random, scale } = brush;
  context.fillStyle = twoTone(brush, 0.6);
  const step = 34 * scale;
  const radius = step * random.between(0.2, 0.29);
  lattice(random, step, 0, (x, y) => {
    context.beginPath();
    context.arc(x, y, radius, 0, FULL_CIRCLE);
    context.fill();
  });
};

/** Large hearts, far apart: their layout tells them from dots even where a heart is a few pixels wide. */
export const hearts: Texture = (brush) => {
  const { context, random, scale } = brush;
  context.fillStyle = twoTone(brush, 0.5);
  const step = 62 * scale;
  const tilted = random.chance(0.4);
  lattice(random, step, step * 0.06, (x, y) => {
    heart(context, x, y, step * random.between(0.39, 0.45), tilted ? random.around(0.35) : 0);
  });
};

/** Overlapping scallops, the Japanese wave pattern. */
export const waves: Texture = ({ context, random, palette, scale }) => {
  const radius = random.between(24, 29) * scale;
  const gap = '#f6f4ee';
  ground(context, gap);
  let row = 0;
  for (let y = -radius; y < TEXTURE_SIZE + 2 * radius; y += radius * 0.5, row++) {
    const shift = row % 2 === 1 ? radius : 0;
    for (let x = shift - radius; x < TEXTURE_SIZE + 2 * radius; x += 2 * radius) {
      for (const [share, colour] of [
        [1, palette.main],
        [0.86, gap],
        [0.62, palette.main],
        [0.46, gap],
        [0.24, palette.main],
      ] as const) {
        context.fillStyle = colour;
        context.beginPath();
        context.arc(x, y, radius * share, 0, FULL_CIRCLE);
        context.fill();
      }
    }
  }
};

/** A mesh of triangles in five tones of one colour. */
export const triangles: Texture = ({ context, random, palette, scale }) => {
  const side = random.between(38, 46) * scale;
  const height = side * 0.87;
  const tones = palette.isBlack
    ? ['#111111', '#333333', '#666666', '#999999', '#e8e8e8']
    : [palette.main, palette.dark, palette.middle, palette.light, palette.pale];
  let row = 0;
  for (let y = -height; y < TEXTURE_SIZE + height; y += height, row++) {
    const shift = row % 2 === 1 ? side / 2 : 0;
    for (let x = -side - shift; x < TEXTURE_SIZE + side; x += side) {
      const corners = [
        [x, y + height, x + side / 2, y, x + side, y + height],
        [x + side / 2, y, x + side, y + height, x + 1.5 * side, y],
      ] as const;
      for (const [x0, y0, x1, y1, x2, y2] of corners) {
        const tone = random.pick(tones);
        context.fillStyle = tone;
        context.strokeStyle = tone;
        context.lineWidth = 0.5;
        context.beginPath();
        context.moveTo(x0, y0);
        context.lineTo(x1, y1);
        context.lineTo(x2, y2);
        context.closePath();
        context.fill();
        context.stroke();
      }
    }
  }
};
