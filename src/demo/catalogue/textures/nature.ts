import { leaf, palmFrond } from '../motifs/plants.js';
import { blob, cloud, rainbow } from '../motifs/shapes.js';
import { hsl } from '../palette.js';
import { ground, lattice, TEXTURE_SIZE, type Texture } from './texture.js';

const FULL_CIRCLE = Math.PI * 2;

/** Palm fronds and broad leaves, on dark green or on cream. */
export const tropicalLeaves: Texture = ({ context, random, scale }) => {
  const dark = random.chance(0.5);
  ground(context, dark ? '#123a2b' : '#f3efdf');
  const step = 48 * scale;
  lattice(random, step, step * 0.4, (x, y) => {
    const colour = hsl(
      random.between(125, 160),
      random.between(45, 65),
      dark ? random.between(32, 54) : random.between(24, 46),
    );
    const turn = random.between(0, FULL_CIRCLE);
    if (random.chance(0.6)) palmFrond(context, { x, y, length: step * 0.62, turn, colour });
    else leaf(context, { x, y, length: step * 0.5, turn, colour, veins: dark ? '#bfe0a8' : '#d9ecc8' });
  });
};

/** Army camouflage: ragged patches in four dull tones. */
export const camouflage: Texture = ({ context, random, scale }) => {
  ground(context, '#6d7145');
  const step = 44 * scale;
  for (const colour of ['#4b5a2f', '#2f3a22', '#8d8257', '#1e2018']) {
    context.fillStyle = colour;
    lattice(random, step * 1.15, step * 0.9, (x, y) => {
      blob(context, random, { x, y, radius: step * random.between(0.2, 0.38), points: 9, raggedness: 0.9 });
      blob(context, random, {
        x: x + step * 0.3,
        y: y + random.around(step * 0.15),
        radius: step * 0.18,
        points: 7,
        raggedness: 0.9,
      });
    });
  }
};

/** Nebulae and stars on nearly black blue. */
export const galaxy: Texture = ({ context, random, scale }) => {
  ground(context, hsl(random.between(235, 255), 70, 8));
  for (let nebula = 0; nebula < 8; nebula++) {
    const x = random.between(0, TEXTURE_SIZE);
    const y = random.between(0, TEXTURE_SIZE);
    const hue = random.pick([285, 310, 215, 190, 330]);
    const glow = context.createRadialGradient(x, y, 0, x, y, random.between(40, 100) * scale);
    glow.addColorStop(0, hsl(hue, 85, 58, 0.75));
    glow.addColorStop(1, hsl(hue, 85, 40, 0));
    ground(context, glow);
  }
  for (let star = 0; star < 140; star++) {
    context.fillStyle = `rgba(255, 255, 255, ${random.between(0.5, 1)})`;
    const x = random.between(0, TEXTURE_SIZE);
    const y = random.between(0, TEXTURE_SIZE);
    const radius = (0.5 + random.unit() * random.unit() * 2.2) * scale;
    context.beginPath();
    context.arc(x, y, radius, 0, FULL_CIRCLE);
    context.fill();
    if (radius > 2 * scale) {
      context.fillRect(x - 3 * radius, y - 0.4, 6 * radius, 0.8);
      context.fillRect(x - 0.4, y - 3 * radius, 0.8, 6 * radius);
    }
  }
};

/** White clouds on a blue sky. */
export const clouds: Texture = ({ context, random, scale }) => {
  const sky = context.createLinearGradient(0, 0, 0, TEXTURE_SIZE);
  sky.addColorStop(0, hsl(208, 75, random.between(58, 66)));
  sky.addColorStop(1, hsl(203, 80, 74));
  ground(context, sky);
  const step = 58 * scale;
  lattice(random, step, step * 0.25, (x, y) => {
    const size = step * random.between(0.21, 0.3);
    cloud(context, x, y + size * 0.16, size, '#d8ebf8');
    cloud(context, x, y, size);
  });
};

/** Rainbows that stand on clouds, on a pale ground. */
export const rainbows: Texture = ({ context, random, scale }) => {
  ground(context, random.pick(['#eaf5fd', '#fdf1f4', '#f4effb', '#fff8e4', '#e9f7f2', '#cfe8f7']));
  const step = 56 * scale;
  const tilted = random.chance(0.5);
  lattice(random, step, step * 0.1, (x, y) => {
    rainbow(context, x, y, step * random.between(0.4, 0.46), tilted ? random.around(0.35) : 0);
  });
};
