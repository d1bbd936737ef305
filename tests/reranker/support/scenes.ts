import { type SKRSContext2D, createCanvas } from '@napi-rs/canvas';
import sharp from 'sharp';
import { type TestPicture, pictureOf } from './pictures.js';

/** Draws a picture of its own for each number, without text: no font takes part. */
function scene(context: SKRSContext2D, width: number, height: number, number: number): void {
  const hue = (number * 47) % 360;
  const sky = context.createLinearGradient(0, 0, width, height);
  sky.addColorStop(0, `hsl(${hue}, 70%, 85%)`);
  sky.addColorStop(1, `hsl(${(hue + 60) % 360}, 60%, 45%)`);
  context.fillStyle = sky;
  context.fillRect(0, 0, width, height);
  const radius = Math.min(width, height) * 0.3;
  context.fillStyle = `hsl(${(hue + 180) % 360}, 75%, 40%)`;
  context.beginPath();
  if (number % 2) context.arc(width / 2, height / 2, radius, 0, 2 * Math.PI);
  else context.roundRect(width / 2 - radius, height / 2 - radius, 2 * radius, 2 * radius, radius / 5);
  context.fill();
}

type Paint = (context: SKRSContext2D, width: number, height: number) => void;

function drawn(width: number, height: number, paint: Paint): Buffer {
  const canvas = createCanvas(width, height);
  paint(canvas.getContext('2d'), width, height);
  return canvas.toBuffer('image/png');
}

const filled =
  (colour: string): Paint =>
  (context, width, height) => {
    context.fillStyle = colour;
    context.fillRect(0, 0, width, height);
  };

/** Narrow stripes of many colours: the worst ground for a number. */
const busy: Paint = (context, width, height) => {
  for (let x = 0; x < width; x += 7) {
    context.fillStyle = `hsl(${(x * 37) % 360}, 90%, ${30 + (x % 50)}%)`;
    context.fillRect(x, 0, 7, height);
  }
  for (let y = 0; y < height; y += 14) {
    context.fillStyle = `hsla(${(y * 71) % 360}, 90%, 50%, 0.6)`;
    context.fillRect(0, y, width, 6);
  }
};

const ring: Paint = (context, width, height) => {
  context.lineWidth = width / 6;
  context.strokeStyle = 'rgba(160, 30, 120, 0.8)';
  context.beginPath();
  context.arc(width / 2, height / 2, width / 3, 0, 2 * Math.PI);
  context.stroke();
};

const numbered =
  (number: number): Paint =>
  (context, width, height) =>
    scene(context, width, height, number);

/** JPEG of a camera held upright: stored lying, with EXIF orientation 6. */
const turned = (png: Buffer): Promise<Buffer> =>
  sharp(png).rotate(-90).withMetadata({ orientation: 6 }).jpeg({ quality: 90 }).toBuffer();

/** Sixteen pictures: landscape, portrait, transparent, tiny, huge, white, black, busy, red, turned, a line, and ordinary ones. */
export async function scenes(): Promise<TestPicture[]> {
  const files = [
    drawn(640, 400, numbered(1)),
    drawn(360, 720, numbered(2)),
    drawn(400, 400, ring),
    drawn(20, 20, numbered(4)),
    await sharp(drawn(6000, 4000, numbered(5)))
      .jpeg()
      .toBuffer(),
    drawn(500, 500, filled('#ffffff')),
    drawn(500, 500, filled('#000000')),
    drawn(500, 400, busy),
    drawn(400, 400, filled('#dc0000')),
    await turned(drawn(300, 600, numbered(10))),
    drawn(300, 1, filled('#0000ff')),
    await sharp(drawn(800, 800, numbered(12)))
      .webp({ quality: 90 })
      .toBuffer(),
    drawn(1200, 300, numbered(13)),
    drawn(250, 1000, numbered(14)),
    drawn(64, 48, numbered(15)),
    drawn(300, 300, numbered(16)),
  ];
  return files.map((bytes) => pictureOf(bytes));
}

/** The query picture: a landscape. */
export const queryScene = (): TestPicture => pictureOf(drawn(720, 480, numbered(7)));
