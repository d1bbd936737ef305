import type { SKRSContext2D } from '@napi-rs/canvas';
import { hsl } from './palette.js';
import type { Pose } from './products/product.js';
import type { Random } from './random.js';

/** Side of a picture in picture units, whatever its size in pixels. */
export const PICTURE_SIZE = 224;

function linear(context: SKRSContext2D, from: string, to: string, lean: number, top = 0): void {
  const gradient = context.createLinearGradient(0, top, lean, PICTURE_SIZE);
  gradient.addColorStop(0, from);
  gradient.addColorStop(1, to);
  context.fillStyle = gradient;
  context.fillRect(0, top, PICTURE_SIZE, PICTURE_SIZE - top);
}

function radial(context: SKRSContext2D, centre: string, edge: string): void {
  const middle = PICTURE_SIZE / 2;
  const gradient = context.createRadialGradient(middle, middle - 14, 10, middle, middle, PICTURE_SIZE * 0.78);
  gradient.addColorStop(0, centre);
  gradient.addColorStop(1, edge);
  context.fillStyle = gradient;
  context.fillRect(0, 0, PICTURE_SIZE, PICTURE_SIZE);
}

type Background = (context: SKRSContext2D, random: Random, hue: number) => void;

const studio: Background = (context, random, hue) => {
  const lightness = random.between(86, 98);
  linear(context, hsl(hue, 10, lightness), hsl(hue, 12, lightness - 13), random.between(0, 80));
};

const pastel: Background = (context, random, hue) => {
  const saturation = random.between(22, 52);
  const lightness = random.between(76, 92);
  radial(context, hsl(hue, saturation, lightness + 4), hsl(hue, saturation, lightness - 6));
};

const darkStudio: Background = (context, _random, hue) => {
  radial(context, hsl(hue, 14, 56), hsl(hue, 18, 24));
};

const bokeh: Background = (context, random, hue) => {
  linear(context, hsl(hue, 28, 84), hsl(hue, 28, 74), 30);
  for (let light = 0; light < 10; light++) {
    context.fillStyle = hsl(hue + random.around(40), 45, random.between(76, 92), 0.4);
    context.beginPath();
    context.arc(
      random.between(0, PICTURE_SIZE),
      random.between(0, PICTURE_SIZE),
      random.between(14, 48),
      0,
      Math.PI * 2,
    );
    context.fill();
  }
};

/** A wall and the edge of a table. */
const table: Background = (context, random, hue) => {
  const saturation = random.between(14, 36);
  const lightness = random.between(76, 93);
  linear(context, hsl(hue, saturation, lightness), hsl(hue, saturation, lightness - 6), 40);
  const edge = random.between(140, 178);
  const tableHue = random.chance(0.5) ? 30 : hue;
  linear(context, hsl(tableHue, 26, random.between(60, 72)), hsl(tableHue, 26, 52), 0, edge);
  context.fillStyle = 'rgba(255, 255, 255, 0.25)';
  context.fillRect(0, edge, PICTURE_SIZE, 1.5);
};

/** A wall with a rounded arch in another tone, as photographers build them. */
const arch: Background = (context, random, hue) => {
  const archHue = hue + random.pick([0, 25, 180]);
  linear(context, hsl(hue, 24, 88), hsl(hue, 24, 80), 40);
  const halfWidth = random.between(66, 86);
  const middle = PICTURE_SIZE / 2 + random.around(8);
  context.fillStyle = hsl(archHue, random.between(20, 36), random.between(74, 84));
  context.beginPath();
  context.arc(middle, halfWidth + random.between(12, 24), halfWidth, Math.PI, 0);
  context.lineTo(middle + halfWidth, PICTURE_SIZE);
  context.lineTo(middle - halfWidth, PICTURE_SIZE);
  context.fill();
};

/** Backgrounds that suit a pose; the more often named, the more often drawn. */
const BACKGROUNDS: Readonly<Record<Pose, readonly Background[]>> = {
  standing: [studio, studio, pastel, table, table, table, arch, darkStudio, bokeh],
  lying: [studio, studio, studio, pastel, pastel, pastel, darkStudio, bokeh],
  hanging: [studio, studio, pastel, pastel, arch, darkStudio, bokeh],
};

/** Fills the picture, in picture units. */
export function drawBackground(context: SKRSContext2D, random: Random, pose: Pose): void {
  random.pick(BACKGROUNDS[pose])(context, random, random.between(0, 360));
}
