import type { SKRSContext2D } from '@napi-rs/canvas';
import { highlight as white, shadow as black } from '../palette.js';

/** Forms that catch the light differently. */
export type Form =
  'glossy' | 'cylinder' | 'flat' | 'puffed' | 'dome' | 'dish' | 'shoe' | 'glowing' | 'folded' | 'draped';

/** [offset from 0 to 1, CSS colour] */
type Stops = readonly (readonly [number, string])[];

function paint(
  context: SKRSContext2D,
  gradient: ReturnType<SKRSContext2D['createLinearGradient']>,
  stops: Stops,
): void {
  for (const [offset, colour] of stops) gradient.addColorStop(offset, colour);
  context.fillStyle = gradient;
  context.fillRect(-130, -130, 260, 260);
}

/** Lays light and shade over the current clip, in product units. */
export function shadeForm(context: SKRSContext2D, form: Form): void {
  const linear = (x0: number, y0: number, x1: number, y1: number, stops: Stops): void => {
    paint(context, context.createLinearGradient(x0, y0, x1, y1), stops);
  };
  const radial = (x: number, y: number, inner: number, outer: number, stops: Stops): void => {
    paint(context, context.createRadialGradient(x, y, inner, x, y, outer), stops);
  };
  switch (form) {
    case 'glossy':
      linear(-60, -100, 60, 100, [
        [0, white(0.34)],
        [0.3, white(0.12)],
        [0.34, white(0.02)],
        [0.6, black(0)],
        [1, black(0.24)],
      ]);
      return;
    case 'cylinder':
      linear(-65, 0, 60, 0, [
        [0, black(0.36)],
        [0.2, white(0.08)],
        [0.28, white(0.3)],
        [0.36, white(0.04)],
        [0.55, black(0)],
        [1, black(0.42)],
      ]);
      return;
    case 'flat':
      linear(-66, -90, 66, 90, [
        [0, white(0.2)],
        [0.5, black(0)],
        [1, black(0.16)],
      ]);
      return;
    case 'puffed':
      radial(-18, -24, 8, 128, [
        [0, white(0.28)],
        [0.5, black(0)],
        [0.8, black(0.2)],
        [1, black(0.46)],
      ]);
      return;
    case 'dome':
      radial(-24, -54, 8, 138, [
        [0, white(0.32)],
        [0.5, black(0.02)],
        [1, black(0.42)],
      ]);
      return;
    case 'dish':
      radial(0, 4, 50, 96, [
        [0, black(0)],
        [0.25, black(0.15)],
        [0.4, black(0)],
        [1, black(0.17)],
      ]);
      linear(-90, -90, 60, 60, [
        [0, white(0.38)],
        [0.5, white(0)],
        [1, black(0.12)],
      ]);
      return;
    case 'shoe':
      linear(0, -55, 0, 60, [
        [0, white(0.24)],
        [0.5, black(0)],
        [1, black(0.32)],
      ]);
      return;
    case 'glowing':
      radial(0, -20, 5, 110, [
        [0, 'rgba(255, 236, 180, 0.5)'],
        [0.6, 'rgba(255, 220, 150, 0.12)'],
        [1, black(0.25)],
      ]);
      return;
    case 'folded':
      linear(-90, 0, 90, 0, [
        [0, black(0.3)],
        [0.3, white(0.12)],
        [0.6, black(0)],
        [1, black(0.32)],
      ]);
      linear(-60, -40, 20, 60, [
        [0, black(0)],
        [0.5, black(0.12)],
        [0.56, white(0.1)],
        [1, black(0)],
      ]);
      return;
    case 'draped':
      linear(
        -96,
        0,
        96,
        0,
        Array.from({ length: 9 }, (_, index) => [index / 8, index % 2 === 1 ? black(0.27) : white(0.14)] as const),
      );
  }
}
