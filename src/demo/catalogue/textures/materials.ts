import { hsl } from '../palette.js';
import { ground, TEXTURE_SIZE, type Texture, type TextureBrush } from './texture.js';

/** White stone: broad faint veins, then thin dark ones, now and then one of gold. */
export const marble: Texture = (brush) => {
  ground(brush.context, hsl(220, 6, 94));
  const { random, scale } = brush;
  for (let index = 0; index < 6; index++) vein(brush, random.between(4, 11) * scale, hsl(220, 8, 62, 0.35));
  for (let index = 0; index < 13; index++) {
    vein(brush, random.between(1, 3) * scale, hsl(220, 8, random.between(30, 58), random.between(0.35, 0.8)));
  }
  if (random.chance(0.35)) vein(brush, 1.8 * scale, hsl(42, 60, 52, 0.8));
};

function vein({ context, random }: TextureBrush, width: number, colour: string): void {
  let angle = 0.6 + random.around(0.55);
  let x = random.between(0, TEXTURE_SIZE) - Math.cos(angle) * 150;
  let y = random.between(0, TEXTURE_SIZE) - Math.sin(angle) * 150;
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.lineJoin = 'round';
  context.beginPath();
  context.moveTo(x, y);
  for (let step = 0; step < 26; step++) {
    angle = (angle + random.around(0.45)) * 0.9 + 0.06;
    x += Math.cos(angle) * 14;
    y += Math.sin(angle) * 14;
    context.lineTo(x, y);
  }
  context.stroke();
}

/** A brick wall. */
export const bricks: Texture = ({ context, random, scale }) => {
  ground(context, '#d9cfc2');
  const width = 40 * scale;
  const height = 19 * scale;
  const joint = 3.5 * scale;
  let row = 0;
  for (let y = -random.between(0, height); y < TEXTURE_SIZE; y += height, row++) {
    const shift = row % 2 === 1 ? width / 2 : 0;
    for (let x = -width - shift; x < TEXTURE_SIZE; x += width) {
      context.fillStyle = hsl(random.between(10, 18), random.between(48, 58), random.between(36, 50));
      context.fillRect(x, y, width - joint, height - joint);
    }
  }
};

/** Planks with grain and knots. */
export const wood: Texture = ({ context, random, scale }) => {
  const width = 44 * scale;
  context.save();
  if (random.chance(0.3)) {
    context.translate(TEXTURE_SIZE, 0);
    context.rotate(Math.PI / 2);
  }
  for (let y = -random.between(0, width); y < TEXTURE_SIZE; y += width) {
    const lightness = random.between(40, 52);
    context.fillStyle = hsl(random.between(27, 32), 46, lightness);
    context.fillRect(0, y, TEXTURE_SIZE, width);
    context.strokeStyle = hsl(24, 50, lightness - 16, 0.8);
    context.lineWidth = 1.5;
    for (let line = 1; line < 5; line++) grain(context, y + (line * width) / 5, random.between(0, 6));
    if (random.chance(0.7)) knot(context, random.between(0, TEXTURE_SIZE), y + width / 2, scale);
    context.fillStyle = hsl(22, 55, 20);
    context.fillRect(0, y, TEXTURE_SIZE, 2.5 * scale);
  }
  context.restore();
};

function grain(context: TextureBrush['context'], y: number, phase: number): void {
  context.beginPath();
  for (let x = 0; x <= TEXTURE_SIZE; x += 14) context.lineTo(x, y + Math.sin(x / 30 + phase) * 2.6);
  context.stroke();
}

function knot(context: TextureBrush['context'], x: number, y: number, scale: number): void {
  for (const ring of [9, 6, 3]) {
    context.beginPath();
    context.ellipse(x, y, ring * 1.8 * scale, ring * scale, 0, 0, Math.PI * 2);
    context.stroke();
  }
}
