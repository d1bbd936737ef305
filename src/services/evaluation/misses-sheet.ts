import { createCanvas, loadImage, type SKRSContext2D } from '@napi-rs/canvas';
import sharp from 'sharp';
import { BOLD, openFonts, REGULAR } from '../reranker/contact-sheet/fonts.js';
import type { EvaluationTarget, Miss } from './types.js';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { isImageId } from '../image-files/image-id.js';

/** Pixels. */
const TILE = 150;
const GAP = 10;
const LABEL = 46;
const QUERY_WIDTH = 2 * TILE;
const SHOWN = 4;
const ROW = TILE + LABEL + GAP;

/** One row for each miss: the query picture with its instruction, then what was found in place of it. PNG bytes. */
export async function missesSheet(target: EvaluationTarget, misses: readonly Miss[]): Promise<Uint8Array> {
  openFonts();
  const width = GAP + QUERY_WIDTH + GAP + SHOWN * (TILE + GAP);
  const canvas = createCanvas(width, GAP + Math.max(1, misses.length) * ROW);
  const context = canvas.getContext('2d');
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  for (const [index, miss] of misses.entries()) await drawMiss(context, GAP + index * ROW, target, miss);
  return canvas.encode('png');
}

async function drawMiss(context: SKRSContext2D, top: number, target: EvaluationTarget, miss: Miss): Promise<void> {
  const { image, instruction } = miss.question;
  if (image !== undefined) {
    const bytes = isImageId(image) ? await target.picture(image) : await readFile(image);
    await drawTile(context, GAP, top, bytes, '#1d4ed8');
  }
  write(context, instruction ?? '(picture alone)', GAP, top + TILE + 20, QUERY_WIDTH, BOLD);
  const wanted = `wanted ${miss.relevant[0] ?? ''} · ${miss.rank === null ? 'not found' : `at rank ${miss.rank}`}`;
  write(context, wanted, GAP, top + TILE + 40, QUERY_WIDTH, REGULAR);
  for (const [index, hit] of miss.answer.slice(0, SHOWN).entries()) {
    const left = GAP + QUERY_WIDTH + GAP + index * (TILE + GAP);
    await drawTile(context, left, top, await target.picture(hit.id), '#94a3b8');
    // Without its folders: there is room for a name.
    write(context, `${hit.score.toFixed(3)} ${basename(hit.fileName ?? hit.id)}`, left, top + TILE + 20, TILE, REGULAR);
  }
}

async function drawTile(
  context: SKRSContext2D,
  left: number,
  top: number,
  bytes: Uint8Array,
  border: string,
): Promise<void> {
  const tile = await sharp(bytes)
    .autoOrient()
    .resize(TILE, TILE, { fit: 'contain', background: '#ffffff' })
    .png()
    .toBuffer();
  context.drawImage(await loadImage(tile), left, top);
  context.strokeStyle = border;
  context.lineWidth = 2;
  context.strokeRect(left, top, TILE, TILE);
}

/** One line, cut with an ellipsis where it is longer than its place. */
function write(
  context: SKRSContext2D,
  text: string,
  left: number,
  baseline: number,
  width: number,
  font: string,
): void {
  context.font = `13px "${font}"`;
  context.fillStyle = '#1e293b';
  let shown = text;
  while (shown.length > 1 && context.measureText(shown).width > width) shown = `${shown.slice(0, -2)}…`;
  context.fillText(shown, left, baseline);
}
