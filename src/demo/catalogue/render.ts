import { createCanvas, Path2D, type Canvas, type SKRSContext2D } from '@napi-rs/canvas';
import { drawBackground, PICTURE_SIZE } from './background.js';
import type { Category, Colour, Theme } from './names.js';
import { highlight, paletteOf, shadow } from './palette.js';
import { PRODUCTS } from './products/index.js';
import type { Pen, Pose, Product } from './products/product.js';
import { shadeForm } from './products/shading.js';
import { Random } from './random.js';
import { drawThemePicture, type ThemePicture } from './scenes/index.js';
import { drawTexture, TEXTURE_SIZE } from './textures/index.js';

/** One picture: a product, or a theme without one. */
export interface Subject {
  /** Null for a theme picture. */
  category: Category | null;
  theme: Theme;
  /** Null for a natural theme. */
  colour: Colour | null;
  /** What a theme picture shows; drawn at random (three scenes to two swatches) where it is left out. */
  themePicture?: ThemePicture;
}

/** Patterns are drawn a little finer than the picture, since products magnify them. */
const TEXTURE_OVERSAMPLING = 1.15;

/**
 * Draws one picture.
 * @param seed decides everything that the subject leaves open: pose, light, background, tones, layout of the pattern
 * @param size width and height in pixels
 */
export function drawSubject(subject: Subject, seed: number, size: number): Canvas {
  const random = new Random(seed);
  const canvas = createCanvas(size, size);
  const context = canvas.getContext('2d');
  const resolution = size / PICTURE_SIZE;
  context.scale(resolution, resolution);
  const palette = paletteOf(subject.colour ?? 'blue', random);
  const pattern = drawTexture(subject.theme, palette, random, resolution * TEXTURE_OVERSAMPLING);
  if (subject.category === null) {
    const kind = subject.themePicture ?? (random.chance(0.6) ? 'scene' : 'swatch');
    context.save();
    context.translate(PICTURE_SIZE / 2, PICTURE_SIZE / 2);
    drawThemePicture({ context, random, palette, pattern }, subject.theme, kind);
    context.restore();
  } else {
    const product = PRODUCTS[subject.category];
    drawBackground(context, random, product.pose);
    drawProduct(context, product, subject.theme, pattern, random, resolution);
  }
  drawLight(context, random);
  return canvas;
}

/** How far products are turned, in radians: what stands or hangs is nearly upright. */
const TURN: Readonly<Record<Pose, number>> = { standing: 0.06, lying: 0.28, hanging: 0.05 };

function drawProduct(
  context: SKRSContext2D,
  product: Product,
  theme: Theme,
  pattern: Canvas,
  random: Random,
  resolution: number,
): void {
  const layer = createCanvas(PICTURE_SIZE * resolution, PICTURE_SIZE * resolution);
  const inner = layer.getContext('2d');
  inner.scale(resolution, resolution);
  inner.lineJoin = 'round';
  inner.lineCap = 'round';
  const scale = random.between(0.8, 1.02);
  const middle = PICTURE_SIZE / 2;
  const x = middle + random.around(12);
  const y = middle + random.around(8) + (product.pose === 'standing' ? 4 : 0);
  // Turned too far, horizontal and vertical stripes become the same thing.
  const turn = random.around(TURN[product.pose]) * (theme.endsWith('stripes') ? 0.3 : 1);
  const mirror = random.chance(0.5) ? -1 : 1;
  const width = scale * random.between(0.93, 1.07);
  const lean = random.around(product.pose === 'standing' ? 0.03 : 0.07);
  inner.translate(x, y);
  inner.rotate(turn);
  inner.transform(mirror * width, 0, lean, scale, 0, 0);
  product.draw(penFor(inner, pattern, theme, random));

  if (product.pose === 'standing') {
    contactShadow(context, x, y + product.foot.y * scale, product.foot.width * width, random);
    context.drawImage(layer, 0, 0, PICTURE_SIZE, PICTURE_SIZE);
    return;
  }
  const distance = product.pose === 'hanging' ? 7 : 4;
  context.save();
  context.shadowColor = shadow(random.between(0.3, 0.5));
  context.shadowBlur = random.between(7, 14) * resolution;
  context.shadowOffsetX = random.between(-distance, distance) * resolution;
  context.shadowOffsetY = random.between(3, distance + 3) * resolution;
  context.drawImage(layer, 0, 0, PICTURE_SIZE, PICTURE_SIZE);
  context.restore();
}

function penFor(context: SKRSContext2D, pattern: Canvas, theme: Theme, random: Random): Pen {
  const turn = random.around(patternTurn(theme));
  const shiftX = random.around(20);
  const shiftY = random.around(20);
  return {
    random,
    cover(outline, placement = {}) {
      context.save();
      context.clip(new Path2D(outline));
      context.translate(shiftX + (placement.shiftX ?? 0), shiftY + (placement.shiftY ?? 0));
      context.rotate(turn);
      const scale = (placement.scale ?? 1) * 1.12;
      context.scale(scale, scale);
      context.drawImage(pattern, -TEXTURE_SIZE / 2, -TEXTURE_SIZE / 2, TEXTURE_SIZE, TEXTURE_SIZE);
      context.restore();
    },
    shade(outline, form) {
      context.save();
      context.clip(new Path2D(outline));
      shadeForm(context, form);
      context.restore();
    },
    fill(outline, colour) {
      context.fillStyle = colour;
      context.fill(new Path2D(outline));
    },
    stroke(outline, colour, width) {
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.stroke(new Path2D(outline));
    },
  };
}

/** How far the pattern may be turned on the product, in radians. */
function patternTurn(theme: Theme): number {
  if (theme.endsWith('stripes')) return 0.05;
  return ['bricks', 'checker', 'plaid', 'wood', 'rainbows', 'clouds'].includes(theme) ? 0.14 : 0.5;
}

/** A soft shadow where the product stands. */
function contactShadow(context: SKRSContext2D, x: number, y: number, halfWidth: number, random: Random): void {
  context.save();
  context.translate(x + random.around(5), y);
  context.scale(1, 0.14);
  const reach = halfWidth * 1.25;
  const gradient = context.createRadialGradient(0, 0, reach * 0.3, 0, 0, reach);
  gradient.addColorStop(0, shadow(random.between(0.35, 0.55)));
  gradient.addColorStop(0.6, shadow(0.2));
  gradient.addColorStop(1, shadow(0));
  context.fillStyle = gradient;
  context.beginPath();
  context.arc(0, 0, reach, 0, Math.PI * 2);
  context.fill();
  context.restore();
}

/** Warm light from above, cool shade below, in half of the pictures. */
function drawLight(context: SKRSContext2D, random: Random): void {
  if (!random.chance(0.5)) return;
  const strength = random.between(0, 0.18);
  const gradient = context.createLinearGradient(
    random.between(0, PICTURE_SIZE),
    0,
    random.between(0, PICTURE_SIZE),
    PICTURE_SIZE,
  );
  gradient.addColorStop(0, `rgba(255, 245, 220, ${strength})`);
  gradient.addColorStop(0.5, highlight(0));
  gradient.addColorStop(1, `rgba(10, 10, 40, ${strength})`);
  context.fillStyle = gradient;
  context.fillRect(0, 0, PICTURE_SIZE, PICTURE_SIZE);
}
