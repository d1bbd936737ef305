import { type Canvas, ImageData, type SKRSContext2D, createCanvas } from '@napi-rs/canvas';
import { BOLD, REGULAR, type SheetFonts } from './fonts.js';
import { BORDER, type Box, LINE_HEIGHT, TEXT_SIZE, TILE, layoutSheet } from './layout.js';
import type { TilePicture } from './tile.js';
import { clampLines, wrapText } from './wrap.js';

const COLOURS = {
  page: '#ffffff',
  tile: '#e5e7eb',
  frame: '#9ca3af',
  checkLight: '#ffffff',
  checkDark: '#d9dce1',
  query: '#1d4ed8',
  label: '#ffffff',
  index: '#dc0000',
  indexField: '#ffffff',
  text: '#111827',
} as const;

const CHECK = 12;
const INDEX_SIZE = 30;
const INDEX_FIELD = { height: 44, padding: 12, radius: 6 };
const LABEL_FIELD = { height: 40, padding: 14 };

export interface SheetContent {
  readonly query?: { readonly picture: TilePicture; readonly instruction?: string | undefined } | undefined;
  readonly candidates: readonly TilePicture[];
}

/** Draws the sheet. The instruction is left off where the fonts lack one of its characters. */
export function drawSheet(content: SheetContent, fonts: SheetFonts): Canvas {
  const lines = wrapped(content.query?.instruction, fonts);
  const layout = layoutSheet(content.candidates.length, content.query && { lines: lines.length });
  const canvas = createCanvas(layout.width, layout.height);
  const context = canvas.getContext('2d');
  context.fillStyle = COLOURS.page;
  context.fillRect(0, 0, layout.width, layout.height);
  if (content.query && layout.query) drawQuery(context, layout.query, content.query.picture);
  if (layout.text) drawText(context, layout.text, lines);
  layout.tiles.forEach((box, index) => {
    const picture = content.candidates[index];
    if (picture) drawCandidate(context, box, picture, index);
  });
  return canvas;
}

function wrapped(instruction: string | undefined, fonts: SheetFonts): string[] {
  if (!instruction || !fonts.covers(instruction)) return [];
  return wrapText(instruction.normalize('NFC'), fitsIn(createCanvas(1, 1).getContext('2d'), TILE));
}

function fitsIn(context: SKRSContext2D, width: number): (text: string) => boolean {
  return (text) => {
    context.font = `${TEXT_SIZE}px "${REGULAR}"`;
    return context.measureText(text).width <= width;
  };
}

/** The picture in the middle of its tile; where it is transparent, a checkerboard shows through. */
function drawPicture(context: SKRSContext2D, box: Box, picture: TilePicture): void {
  const left = box.left + Math.floor((box.width - picture.width) / 2);
  const top = box.top + Math.floor((box.height - picture.height) / 2);
  context.fillStyle = COLOURS.tile;
  context.fillRect(box.left, box.top, box.width, box.height);
  if (!isOpaque(picture)) drawChecks(context, { left, top, width: picture.width, height: picture.height });
  // putImageData would replace what lies below; drawn from a canvas, transparency blends.
  const source = createCanvas(picture.width, picture.height);
  source.getContext('2d').putImageData(new ImageData(picture.pixels, picture.width, picture.height), 0, 0);
  context.drawImage(source, left, top);
}

function isOpaque({ pixels }: TilePicture): boolean {
  for (let alpha = 3; alpha < pixels.length; alpha += 4) if (pixels[alpha] !== 255) return false;
  return true;
}

function drawChecks(context: SKRSContext2D, { left, top, width, height }: Box): void {
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  for (let y = 0; y * CHECK < height; y++) {
    for (let x = 0; x * CHECK < width; x++) {
      context.fillStyle = (x + y) % 2 === 0 ? COLOURS.checkLight : COLOURS.checkDark;
      context.fillRect(left + x * CHECK, top + y * CHECK, CHECK, CHECK);
    }
  }
  context.restore();
}

/** Red number on a white field with a red edge, at the top left: readable whatever the picture. */
function drawCandidate(context: SKRSContext2D, box: Box, picture: TilePicture, index: number): void {
  drawPicture(context, box, picture);
  context.lineWidth = 2;
  context.strokeStyle = COLOURS.frame;
  context.strokeRect(box.left + 1, box.top + 1, box.width - 2, box.height - 2);
  context.font = `${INDEX_SIZE}px "${BOLD}"`;
  const width = Math.max(INDEX_FIELD.height, context.measureText(`${index}`).width + 2 * INDEX_FIELD.padding);
  context.beginPath();
  context.roundRect(box.left + 5, box.top + 5, width, INDEX_FIELD.height, INDEX_FIELD.radius);
  context.fillStyle = COLOURS.indexField;
  context.fill();
  context.strokeStyle = COLOURS.index;
  context.stroke();
  context.fillStyle = COLOURS.index;
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  context.fillText(`${index}`, box.left + 5 + width / 2, box.top + 5 + INDEX_FIELD.height / 2 + INDEX_SIZE * 0.365);
}

/** The query picture with its blue border, and the word on it. */
function drawQuery(context: SKRSContext2D, box: Box, picture: TilePicture): void {
  drawPicture(context, box, picture);
  context.lineWidth = BORDER;
  context.strokeStyle = COLOURS.query;
  context.strokeRect(box.left + BORDER / 2, box.top + BORDER / 2, box.width - BORDER, box.height - BORDER);
  context.font = `24px "${BOLD}"`;
  const width = context.measureText('query').width + 2 * LABEL_FIELD.padding;
  context.fillStyle = COLOURS.query;
  context.fillRect(box.left, box.top, width, LABEL_FIELD.height);
  context.fillStyle = COLOURS.label;
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  context.fillText('query', box.left + LABEL_FIELD.padding, box.top + 28);
}

function drawText(context: SKRSContext2D, box: Box, lines: readonly string[]): void {
  const shown = clampLines(lines, Math.floor(box.height / LINE_HEIGHT), fitsIn(context, box.width));
  context.font = `${TEXT_SIZE}px "${REGULAR}"`;
  context.fillStyle = COLOURS.text;
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  shown.forEach((line, index) => context.fillText(line, box.left, box.top + TEXT_SIZE + index * LINE_HEIGHT));
}
