import type { SKRSContext2D } from '@napi-rs/canvas';

const FULL_CIRCLE = Math.PI * 2;

export interface LeafShape {
  x: number;
  y: number;
  /** Half the length of the leaf. */
  length: number;
  /** Radians; 0 points up. */
  turn: number;
  colour: string;
  /** Colour of the veins; none are drawn without it. */
  veins?: string;
}

/** A pointed leaf. */
export function leaf(context: SKRSContext2D, { x, y, length, turn, colour, veins }: LeafShape): void {
  context.save();
  context.translate(x, y);
  context.rotate(turn);
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(0, -length);
  context.bezierCurveTo(length * 0.55, -length * 0.4, length * 0.5, length * 0.5, 0, length);
  context.bezierCurveTo(-length * 0.5, length * 0.5, -length * 0.55, -length * 0.4, 0, -length);
  context.fill();
  if (veins !== undefined) {
    context.strokeStyle = veins;
    context.lineWidth = Math.max(1, length * 0.07);
    context.beginPath();
    context.moveTo(0, -length);
    context.lineTo(0, length * 1.1);
    for (let rib = -2; rib < 3; rib++) {
      const start = rib * length * 0.3 + length * 0.2;
      for (const side of [-1, 1]) {
        context.moveTo(0, start);
        context.lineTo(side * length * 0.33, start - length * 0.25);
      }
    }
    context.stroke();
  }
  context.restore();
}

/** A palm frond: a stalk with eight pairs of curved leaflets. */
export function palmFrond(context: SKRSContext2D, { x, y, length, turn, colour }: LeafShape): void {
  context.save();
  context.translate(x, y);
  context.rotate(turn);
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = length * 0.06;
  context.beginPath();
  context.moveTo(0, length);
  context.lineTo(0, -length);
  context.stroke();
  for (let pair = 0; pair < 8; pair++) {
    const height = -length * 0.9 + pair * length * 0.2;
    const reach = length * (0.28 + 0.5 * Math.sin(((pair + 1.2) / 9) * 3.1));
    for (const side of [-1, 1]) {
      context.beginPath();
      context.moveTo(0, height + length * 0.16);
      context.quadraticCurveTo(side * reach * 0.5, height - length * 0.05, side * reach, height - length * 0.18);
      context.quadraticCurveTo(side * reach * 0.6, height + length * 0.1, 0, height + length * 0.24);
      context.fill();
    }
  }
  context.restore();
}

export interface FlowerShape {
  x: number;
  y: number;
  radius: number;
  petals: number;
  turn: number;
  colour: string;
  centre: string;
}

/** An open flower seen from above. */
export function flower(context: SKRSContext2D, { x, y, radius, petals, turn, colour, centre }: FlowerShape): void {
  context.fillStyle = colour;
  for (let petal = 0; petal < petals; petal++) {
    const angle = turn + (petal / petals) * FULL_CIRCLE;
    context.beginPath();
    context.ellipse(
      x + Math.cos(angle) * radius * 0.58,
      y + Math.sin(angle) * radius * 0.58,
      radius * 0.5,
      radius * 0.34,
      angle,
      0,
      FULL_CIRCLE,
    );
    context.fill();
  }
  context.fillStyle = centre;
  context.beginPath();
  context.arc(x, y, radius * 0.27, 0, FULL_CIRCLE);
  context.fill();
}
