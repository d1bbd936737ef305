import { flower, palmFrond } from '../motifs/plants.js';
import { cloud, rainbow } from '../motifs/shapes.js';
import { hsl } from '../palette.js';
import { ellipse } from '../products/product.js';
import { fill, hill, REACH, sky, type Scene } from './scene.js';
import { swatch } from './swatch.js';

/** A meadow of flowers in one colour. */
export const flowerMeadow: Scene = (brush) => {
  const { context, random, palette } = brush;
  sky(brush, hsl(205, 65, 72), '#e6f3fa', 0);
  hill(brush, random.between(-20, 10), hsl(105, 42, 45));
  for (let index = 0; index < 34; index++) {
    const x = random.around(120);
    const y = -15 + index * 4;
    const radius = 8 + index * 0.55;
    context.strokeStyle = '#3f7a35';
    context.lineWidth = 2.5;
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x, y + radius * 2);
    context.stroke();
    flower(context, {
      x,
      y,
      radius,
      petals: 5,
      turn: random.between(0, 6),
      colour: random.chance(0.7) ? palette.main : palette.middle,
      centre: palette.isYellow ? '#8a5a1a' : '#f3c233',
    });
  }
};

/** The night sky over firs. */
export const nightSky: Scene = (brush) => {
  const { context, random } = brush;
  swatch(brush, 'galaxy');
  hill(brush, random.between(70, 90), '#05060c');
  for (let fir = 0; fir < 9; fir++) {
    const x = -112 + fir * 28 + random.between(0, 10);
    const height = random.between(30, 60);
    fill(context, `M${x - 13} 100L${x} ${88 - height}L${x + 13} 100Z`, '#05060c');
  }
};

/** Fair weather over a hill. */
export const cloudySky: Scene = (brush) => {
  const { context, random } = brush;
  sky(brush, hsl(210, 75, 56), hsl(200, 75, 82));
  for (let index = 0; index < 5; index++) {
    const [x, y, size] = [random.around(110), -80 + index * 34, random.between(22, 38)];
    cloud(context, x, y + size * 0.14, size, '#dbecf8');
    cloud(context, x, y, size);
  }
  hill(brush, 78, hsl(105, 40, 45));
};

/** One rainbow over a hill. */
export const rainbowLandscape: Scene = (brush) => {
  const { context, random } = brush;
  sky(brush, hsl(205, 65, 76), hsl(200, 60, 92));
  hill(brush, 78, hsl(105, 40, 50));
  rainbow(context, random.around(12), random.between(50, 66), random.between(86, 104), random.around(0.08));
  if (random.chance(0.5)) cloud(context, random.around(70), -82, random.between(16, 24));
};

/** Palm fronds all around, seen from within. */
export const jungle: Scene = ({ context, random }) => {
  context.fillStyle = '#0f2f24';
  context.fillRect(-REACH, -REACH, 2 * REACH, 2 * REACH);
  for (let index = 0; index < 18; index++) {
    const angle = random.between(0, Math.PI * 2);
    const distance = random.between(40, 120);
    palmFrond(context, {
      x: Math.cos(angle) * distance,
      y: Math.sin(angle) * distance,
      length: random.between(60, 85),
      turn: angle + Math.PI / 2 + random.around(0.5),
      colour: hsl(random.between(118, 153), 50, random.between(25, 50)),
    });
  }
};

/** The wall of a house, with a window. */
export const houseWall: Scene = (brush) => {
  const { context } = brush;
  swatch(brush, 'bricks');
  fill(context, 'M-40 -54h80v94h-80zM-46 38h92v8h-92z', '#efeae0');
  for (const [x, y] of [
    [-32, -46],
    [3, -46],
    [-32, -5],
    [3, -5],
  ] as const) {
    fill(context, `M${x} ${y}h29v37h-29z`, '#9cc3dd');
    fill(context, `M${x} ${y + 24}l20 -24h8l-28 34z`, 'rgba(255, 255, 255, 0.4)');
  }
};

/** A wooden table with a cup of coffee, from above. */
export const tableTop: Scene = (brush) => {
  const { context, random } = brush;
  swatch(brush, 'wood');
  const [x, y] = [random.around(40), random.around(40)];
  fill(context, ellipse(x + 4, y + 6, 42), 'rgba(0, 0, 0, 0.25)');
  fill(context, ellipse(x, y, 42), '#f8f4ea');
  fill(context, `M${x + 34} ${y - 8}h20v16h-20z`, '#f3eee3');
  fill(context, ellipse(x, y, 31), '#e6dfd0');
  fill(context, ellipse(x, y, 26), '#5a3216');
};
