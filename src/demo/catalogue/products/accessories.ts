import { highlight, shadow } from '../palette.js';
import { ellipse, roundedRectangle, type Pen, type Product } from './product.js';

export const phoneCase: Product = {
  pose: 'lying',
  foot: { y: 98, width: 54 },
  draw(pen) {
    const halfWidth = pen.random.between(50, 56);
    pen.fill(roundedRectangle(halfWidth + 1, -40, 5, 32, 2), '#33363c');
    pen.fill(
      roundedRectangle(-halfWidth - 6, -52, 5, 18, 2) + roundedRectangle(-halfWidth - 6, -28, 5, 18, 2),
      '#33363c',
    );
    pen.fill(roundedRectangle(-halfWidth - 3, -100, 2 * halfWidth + 6, 200, 21), '#22242a');
    const back = roundedRectangle(-halfWidth, -97, 2 * halfWidth, 194, 18);
    pen.cover(back);
    pen.shade(back, 'glossy');
    pen.stroke(back, shadow(0.4), 2.4);
    camera(pen, -halfWidth + 8);
  },
};

function camera(pen: Pen, left: number): void {
  const island = roundedRectangle(left, -89, 40, 42, 13);
  pen.fill(island, pen.random.pick(['#17181c', '#2a2d33', '#3b3d42']));
  pen.stroke(island, highlight(0.35), 1.4);
  for (const [x, y] of [
    [12.5, 12.5],
    [12.5, 29.5],
    [28, 21],
  ] as const) {
    const lens = ellipse(left + x, -89 + y, 8);
    pen.fill(lens, '#05060a');
    pen.stroke(lens, '#85878c', 1.6);
    pen.fill(ellipse(left + x - 2.2, -91.2 + y, 2.2), '#7fa4d8');
  }
  pen.fill(ellipse(left + 29, -80, 3), '#f6f1cf');
}

export const notebook: Product = {
  pose: 'lying',
  foot: { y: 92, width: 66 },
  draw(pen) {
    const { random } = pen;
    pen.fill(roundedRectangle(-58, -84, 134, 176, 5), '#c9c4ba');
    pen.fill(roundedRectangle(-60, -88, 134, 176, 5), '#faf8f2');
    pen.stroke('M72 -80V84M69 -80V84', shadow(0.18), 1.5);
    const cover = roundedRectangle(-66, -92, 132, 178, 6);
    pen.cover(cover);
    pen.shade(cover, 'flat');
    pen.stroke(cover, shadow(0.45), 2);
    if (random.chance(0.6)) spiral(pen);
    else {
      pen.fill('M-66 -92h20v178h-20z', shadow(0.35));
      pen.fill('M42 -92h9v178h-9z', '#1f1d1c');
      pen.fill('M-14 86h8v18l-4 -5l-4 5z', '#a8322d');
    }
    if (random.chance(0.55)) {
      pen.fill(roundedRectangle(-26, -52, 64, 30, 4), '#fbfaf4');
      pen.stroke(roundedRectangle(-26, -52, 64, 30, 4), shadow(0.25), 1.2);
      pen.stroke('M-18 -42H30M-18 -32H18', '#999999', 2.5);
    }
  },
};

function spiral(pen: Pen): void {
  for (let ring = 0; ring < 12; ring++) {
    const y = -82 + ring * 14.4;
    pen.fill(ellipse(-58, y, 3.6), '#2a2a2a');
    pen.stroke(`M-58 ${y}C-64 ${y - 9} -82 ${y - 8} -80 ${y + 1}Q-78 ${y + 5} -70 ${y + 3}`, '#b9bcc2', 3.4);
  }
}

export const watch: Product = {
  pose: 'lying',
  foot: { y: 100, width: 40 },
  draw(pen) {
    const { random } = pen;
    for (const strap of ['M-35 -36L-28 -102H28L35 -36Z', 'M-35 36L-28 102H28L35 36Z']) {
      pen.cover(strap, { scale: 0.85 });
      pen.shade(strap, 'cylinder');
      pen.stroke(strap, shadow(0.5), 2.1);
    }
    pen.fill(ellipse(0, 66, 2.6) + ellipse(0, 78, 2.6) + ellipse(0, 90, 2.6), '#1b1b1b');
    const metal = random.pick(['#c9a24c', '#b9bdc4', '#3a3c42']);
    pen.fill(roundedRectangle(52, -8, 12, 16, 3), metal);
    pen.fill(ellipse(0, 0, 57), metal);
    pen.shade(ellipse(0, 0, 57), 'flat');
    pen.stroke(ellipse(0, 0, 57), shadow(0.5), 2);
    const face = ellipse(0, 0, 47);
    pen.cover(face, { scale: 0.9, shiftX: 40, shiftY: 22 });
    pen.stroke(face, shadow(0.5), 2.4);
    const ticks = Array.from({ length: 12 }, (_, hour) => ray((hour * Math.PI) / 6, 38, 45)).join('');
    const minute = random.between(0, Math.PI * 2);
    const hands = ray(minute, 0, 32) + ray(minute + random.between(1.2, 5), 0, 22);
    pen.stroke(ticks, '#ffffff', 5);
    pen.stroke(ticks, '#111111', 3);
    pen.stroke(hands, '#ffffff', 7);
    pen.stroke(hands, '#111111', 4);
    pen.fill(ellipse(0, 0, 5), '#111111');
    pen.stroke('M-38 -18A42 42 0 0 1 -12 -40', highlight(0.55), 3);
  },
};

/** A line from the centre outwards. */
function ray(angle: number, from: number, to: number): string {
  const [x, y] = [Math.cos(angle), Math.sin(angle)];
  return `M${x * from} ${y * from}L${x * to} ${y * to}`;
}
