import { cherry, lemon, melonSlice } from '../motifs/fruit.js';
import { heart } from '../motifs/shapes.js';
import { hsl } from '../palette.js';
import { sky, type Scene } from './scene.js';

/** One or two big slices of watermelon. */
export const melonSlices: Scene = (brush) => {
  const { context, random } = brush;
  sky(brush, '#f3e6d2', '#d8bd95');
  melonSlice(context, 0, random.between(-20, -5), random.between(72, 86), random.around(0.25));
  if (random.chance(0.5)) melonSlice(context, 50, 60, 32, 0.5);
};

/** Three big lemons. */
export const threeLemons: Scene = (brush) => {
  const { context, random } = brush;
  sky(brush, hsl(200, 40, 85), '#e9dcc5');
  for (const [x, y] of [
    [-45, 30],
    [40, 40],
    [0, -30],
  ] as const) {
    lemon(context, x, y, random.between(44, 54), random);
  }
};

/** A big pair of cherries. */
export const bigCherries: Scene = (brush) => {
  const { context, random } = brush;
  sky(brush, hsl(random.between(0, 360), 25, 88), '#e6d6bd');
  cherry(context, 0, 0, random.between(66, 82), random);
  if (random.chance(0.5)) cherry(context, -60, 60, 28, random);
};

/** Heart-shaped balloons. */
export const heartBalloons: Scene = (brush) => {
  const { context, random, palette } = brush;
  sky(brush, palette.pale, '#ffffff');
  for (let balloon = 0; balloon < 7; balloon++) {
    const x = random.around(90);
    const y = random.between(-80, 50);
    context.strokeStyle = '#999999';
    context.lineWidth = 1.5;
    context.beginPath();
    context.moveTo(x, y + 20);
    context.quadraticCurveTo(x + 8, y + 50, 0, 120);
    context.stroke();
    context.fillStyle = random.chance(0.7) ? palette.main : palette.middle;
    heart(context, x, y, random.between(24, 36), random.around(0.25));
  }
};

/** Big round dots, as of confetti. */
export const bigDots: Scene = (brush) => {
  const { context, random, palette } = brush;
  sky(brush, '#ffffff', palette.pale);
  context.fillStyle = palette.main;
  for (let index = 0; index < 30; index++) {
    context.beginPath();
    context.arc(
      ((index % 6) - 2.5) * 46 + random.around(6),
      (Math.floor(index / 6) - 2) * 48 + random.around(6),
      random.between(13, 18),
      0,
      Math.PI * 2,
    );
    context.fill();
  }
};
