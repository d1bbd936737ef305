/** The thread that draws contact sheets, so that the event loop never waits for it. */
import { parentPort } from 'node:worker_threads';
import sharp from 'sharp';
import { LeopardError } from '../../../lib/errors.js';
import { drawSheet } from './draw.js';
import { openFonts } from './fonts.js';
import type { DrawnSheet, FromSheetWorker, SheetTask } from './protocol.js';

/** zlib's level: photographs hardly shrink further above it, and each step costs time. */
const COMPRESSION = 2;

const port = parentPort;
if (!port) throw new Error('This program runs as a worker thread.');
const fonts = openFonts();

async function draw(task: SheetTask): Promise<DrawnSheet> {
  const canvas = drawSheet(task.content, fonts);
  const { width, height } = canvas;
  const png = await sharp(canvas.data(), { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .png({ compressionLevel: COMPRESSION, adaptiveFiltering: false })
    .toBuffer();
  return { png: new Uint8Array(png), width, height };
}

port.on('message', (task: SheetTask) => {
  const answer = (message: FromSheetWorker, moved: ArrayBuffer[] = []) => port.postMessage(message, moved);
  draw(task).then(
    (sheet) => answer({ type: 'drawn', number: task.number, ...sheet }, [sheet.png.buffer]),
    (error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      const code = error instanceof LeopardError ? error.code : undefined;
      answer({ type: 'failed', number: task.number, message, ...(code && { code }) });
    },
  );
});
