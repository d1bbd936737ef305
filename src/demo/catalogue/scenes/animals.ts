import { Path2D } from '@napi-rs/canvas';
import { hsl, shadow } from '../palette.js';
import { ellipse } from '../products/product.js';
import { drawPattern, fill, hill, meadow, sky, stroke, type Scene, type SceneBrush } from './scene.js';

/** Covers an outline with the animal's own pattern. */
function fur(brush: SceneBrush, outline: string): void {
  const { context, random } = brush;
  const path = new Path2D(outline);
  context.save();
  context.clip(path);
  context.translate(random.around(30), random.around(30));
  const scale = random.between(0.75, 1.15);
  context.scale(scale, scale);
  drawPattern(brush);
  context.restore();
  context.save();
  context.clip(path);
  const light = context.createRadialGradient(-14, -20, 10, 0, 10, 130);
  light.addColorStop(0, 'rgba(255, 255, 255, 0.2)');
  light.addColorStop(0.55, shadow(0));
  light.addColorStop(1, shadow(0.35));
  context.fillStyle = light;
  context.fillRect(-160, -160, 320, 320);
  context.restore();
  context.strokeStyle = shadow(0.45);
  context.lineWidth = 2.5;
  context.stroke(path);
}

/** Landscape behind, and the animal's shoulders. */
function landscape(brush: SceneBrush): void {
  const { random } = brush;
  sky(brush, hsl(random.between(195, 215), 50, 75), hsl(random.between(60, 100), 40, 72));
  hill(brush, random.between(20, 60), meadow(random));
  if (random.chance(0.5)) hill(brush, 80, hsl(90, 42, 35));
}

function place(brush: SceneBrush): void {
  const { context, random } = brush;
  const scale = random.between(0.88, 1.2);
  context.scale(scale, scale);
  context.translate(random.around(12), 8);
  context.lineJoin = 'round';
  context.lineCap = 'round';
}

/** Leopard or tiger: the face from the front. */
export const bigCat: Scene = (brush) => {
  const { context } = brush;
  landscape(brush);
  context.save();
  place(brush);
  fur(brush, 'M-104 140Q-114 34 -40 22H40Q114 34 104 140Z');
  for (const side of [-1, 1]) {
    fur(brush, ellipse(side * 47, -60, 21));
    fill(context, ellipse(side * 46, -57, 11), '#3a261d');
    fill(context, ellipse(side * 45, -55, 7.5), '#dfae98');
  }
  fur(brush, 'M-64 -28C-64 -82 64 -82 64 -28C74 22 42 66 0 66C-42 66 -74 22 -64 -28Z');
  for (const side of [-1, 1]) fill(context, ellipse(side * 26, -32, 16, 8), 'rgba(255, 250, 238, 0.7)');
  fill(context, 'M-9 -26Q0 -34 9 -26L13 14H-13Z', 'rgba(255, 246, 226, 0.18)');
  fill(context, ellipse(-15, 33, 20, 16) + ellipse(15, 33, 20, 16) + ellipse(0, 51, 17, 12), '#fcf6ea');
  stroke(context, 'M0 28V40M0 40Q-13 51 -23 42M0 40Q13 51 23 42', '#2a1a14', 2.6);
  fill(context, 'M-14 14Q0 9 14 14Q13 25 0 31Q-13 25 -14 14Z', '#c6675f');
  fill(context, 'M-9 15Q0 12 9 15Q0 18 -9 15Z', 'rgba(255, 255, 255, 0.45)');
  for (const side of [-1, 1]) {
    for (const [x, y] of [
      [11, 30],
      [19, 33],
      [14, 38],
    ] as const)
      fill(context, ellipse(side * x, y, 1.5), '#5a4334');
    stroke(
      context,
      `M${side * 26} 33L${side * 84} 24M${side * 26} 38L${side * 86} 42M${side * 24} 43L${side * 80} 58`,
      '#ffffff',
      1.4,
    );
    catEye(brush, side);
  }
  context.restore();
};

function catEye({ context }: SceneBrush, side: number): void {
  const x = side * 27;
  const lid = `M${x - side * 14} -12Q${x - side * 2} -30 ${x + side * 14} -20Q${x + side * 6} -6 ${x - side * 14} -12Z`;
  fill(context, lid, '#f0cf45');
  fill(context, ellipse(x, -17, 5.2, 7.4), '#0b0b0b');
  fill(context, ellipse(x - 1.8, -20, 1.8), '#ffffff');
  stroke(context, lid, '#17100c', 3);
}

/** Cow or zebra: the long face from the front. */
function hoofed(kind: 'cow' | 'zebra'): Scene {
  return (brush) => {
    const { context } = brush;
    landscape(brush);
    context.save();
    place(brush);
    fur(brush, 'M-104 140Q-114 34 -40 22H40Q114 34 104 140Z');
    if (kind === 'cow') stroke(context, 'M-24 -68Q-42 -82 -32 -102M24 -68Q42 -82 32 -102', '#dccfae', 9);
    for (const side of [-1, 1]) {
      const ear =
        kind === 'cow'
          ? `M${side * 34} -58Q${side * 70} -78 ${side * 82} -54Q${side * 62} -38 ${side * 36} -44Z`
          : `M${side * 26} -58Q${side * 34} -98 ${side * 56} -92Q${side * 56} -62 ${side * 38} -46Z`;
      fur(brush, ear);
    }
    fur(brush, 'M-42 -40C-42 -88 42 -88 42 -40C46 10 36 40 32 62C22 96 -22 96 -32 62C-36 40 -46 10 -42 -40Z');
    if (kind === 'zebra') {
      for (let tuft = 0; tuft < 5; tuft++) fill(context, ellipse(-16 + tuft * 8, -80, 4.4, 15), '#161616');
    }
    fill(context, ellipse(0, 66, 33, 22), kind === 'cow' ? '#eab5a8' : '#2a2624');
    fill(context, ellipse(-12, 63, 4, 6) + ellipse(12, 63, 4, 6), '#0a0808');
    stroke(context, 'M-14 76Q0 82 14 76', 'rgba(0, 0, 0, 0.5)', 2);
    for (const side of [-1, 1]) {
      fill(context, ellipse(side * 27, -26, 10, 9), '#ffffff');
      fill(context, ellipse(side * 27, -25, 7, 7.6), '#1a110c');
      fill(context, ellipse(side * 27 - 2, -28, 2), '#ffffff');
      stroke(context, ellipse(side * 27, -26, 10, 9), '#111111', 2);
    }
    context.restore();
  };
}

export const cowHead = hoofed('cow');
export const zebraHead = hoofed('zebra');
