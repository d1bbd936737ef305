import { blob, spindle } from '../motifs/shapes.js';
import { hsl } from '../palette.js';
import { ground, lattice, TEXTURE_SIZE, type Texture } from './texture.js';

const FULL_CIRCLE = Math.PI * 2;

/** Brown rosettes in broken black rings on tan. */
export const leopard: Texture = ({ context, random, scale }) => {
  const hue = random.between(30, 38);
  const coat = context.createLinearGradient(0, 0, TEXTURE_SIZE, TEXTURE_SIZE);
  coat.addColorStop(0, hsl(hue, 64, 67));
  coat.addColorStop(1, hsl(hue - 3, 60, 56));
  ground(context, coat);
  const step = 30 * scale;
  context.lineCap = 'round';
  lattice(random, step, step * 0.4, (x, y) => {
    context.fillStyle = hsl(24, 60, 34);
    blob(context, random, { x, y, radius: step * 0.24, points: 7, raggedness: 0.3 });
    const arcs = random.chance(0.4) ? 4 : 3;
    const start = random.between(0, FULL_CIRCLE);
    context.strokeStyle = '#1d120b';
    for (let arc = 0; arc < arcs; arc++) {
      context.lineWidth = step * random.between(0.13, 0.21);
      context.beginPath();
      context.arc(x, y, step * 0.3, start + (arc * FULL_CIRCLE) / arcs, start + ((arc + 0.62) * FULL_CIRCLE) / arcs);
      context.stroke();
    }
  });
};

/** Black wavering stripes on white, each ending in a point. */
export const zebra: Texture = ({ context, random, scale }) => {
  ground(context, '#f7f5f0');
  context.save();
  context.translate(TEXTURE_SIZE / 2, TEXTURE_SIZE / 2);
  context.rotate(random.around(0.45) + (random.chance(0.3) ? Math.PI / 2 : 0));
  context.fillStyle = '#111111';
  const step = 25 * scale;
  const phase = random.between(0, FULL_CIRCLE);
  const amplitude = 9 * scale;
  for (let x = -TEXTURE_SIZE; x < TEXTURE_SIZE; x += step) {
    const width = step * random.between(0.44, 0.64);
    const bend = (y: number): number => x + Math.sin(y / (34 * scale) + phase + x / 60) * amplitude;
    for (let y = -TEXTURE_SIZE; y < TEXTURE_SIZE;) {
      const length = random.between(90, 350);
      taperedStripe(context, bend, y, length, width / 2);
      y += length - 14 * scale;
    }
  }
  context.restore();
};

const STRIPE_STEPS = 14;

function taperedStripe(
  context: Parameters<Texture>[0]['context'],
  bend: (y: number) => number,
  top: number,
  length: number,
  halfWidth: number,
): void {
  const at = (index: number): { y: number; half: number } => ({
    y: top + (length * index) / STRIPE_STEPS,
    half: halfWidth * Math.min(1, Math.min(index, STRIPE_STEPS - index) / 3),
  });
  context.beginPath();
  for (let index = 0; index <= STRIPE_STEPS; index++) {
    const { y, half } = at(index);
    context.lineTo(bend(y) - half, y);
  }
  for (let index = STRIPE_STEPS; index >= 0; index--) {
    const { y, half } = at(index);
    context.lineTo(bend(y) + half, y);
  }
  context.fill();
}

/** Short black spindles on orange. */
export const tiger: Texture = ({ context, random, scale }) => {
  const coat = context.createLinearGradient(0, 0, 0, TEXTURE_SIZE);
  coat.addColorStop(0, hsl(random.between(24, 30), 92, 54));
  coat.addColorStop(1, hsl(30, 92, 61));
  ground(context, coat);
  context.fillStyle = '#17100a';
  context.save();
  context.translate(TEXTURE_SIZE / 2, TEXTURE_SIZE / 2);
  context.rotate(random.chance(0.7) ? 0 : Math.PI / 2);
  context.translate(-TEXTURE_SIZE / 2, -TEXTURE_SIZE / 2);
  const step = 27 * scale;
  let row = 0;
  for (let y = -step; y < TEXTURE_SIZE + step; y += step * 0.8, row++) {
    const start = (row % 2 === 1 ? -50 * scale : 0) - random.between(0, 30);
    for (let x = start; x < TEXTURE_SIZE + 90; x += random.between(92, 118) * scale) {
      spindle(context, {
        x,
        y,
        length: random.between(38, 60) * scale,
        width: random.between(6, 10.5) * scale,
        turn: random.around(0.25),
        bend: random.around(15) * scale,
      });
    }
  }
  context.restore();
};

/** Ragged black patches on white. */
export const cow: Texture = ({ context, random, scale }) => {
  ground(context, '#faf8f4');
  context.fillStyle = '#161412';
  const step = 68 * scale;
  lattice(random, step, step * 0.35, (x, y) => {
    blob(context, random, { x, y, radius: step * random.between(0.27, 0.44), points: 7, raggedness: 0.7 });
    if (random.chance(0.5)) {
      blob(context, random, {
        x: x + step * 0.3,
        y: y + step * 0.18,
        radius: step * 0.13,
        points: 6,
        raggedness: 0.6,
      });
    }
  });
};
