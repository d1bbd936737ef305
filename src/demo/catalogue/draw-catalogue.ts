import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { replaceFile } from '../../lib/atomic-file.js';
import { DEFAULT_SIZE, planAssortment, type PlannedPicture } from './assortment.js';
import { describe, type CatalogueMetadata } from './metadata.js';
import { Random, seedOf } from './random.js';
import { drawSubject } from './render.js';

/** Width and height of the pictures in pixels. */
export const PICTURE_PIXELS = 448;
const JPEG_QUALITY = 88;
/** Name of the list of pictures in the catalogue's folder. */
export const CATALOGUE_FILE = 'catalogue.jsonl';

export interface DrawOptions {
  /** Another seed, another catalogue; the same seed, the same one. */
  seed?: number;
  /** Pictures in all. */
  size?: number;
  /** Called after each picture. */
  onProgress?: (done: number, total: number) => void;
  /** Stops between two pictures; the promise is then rejected with the signal's reason. */
  signal?: AbortSignal;
}

/** One line of `catalogue.jsonl`. */
export interface CatalogueEntry {
  /** Path relative to the catalogue's folder, with forward slashes. */
  file: string;
  metadata: CatalogueMetadata;
}

/** The seed of the quickstart's catalogue. */
export const QUICKSTART_SEED = 1;

/**
 * Draws a catalogue into a folder: `images/*.jpg` (products), `themes/*.jpg` (pictures to search with) and, last of
 * all, `catalogue.jsonl`, so that a catalogue with this file is complete. Files of an earlier, interrupted run are
 * replaced.
 * @throws what the file system throws, such as ENOSPC; the signal's reason
 */
export async function drawCatalogue(folder: string, options: DrawOptions = {}): Promise<CatalogueEntry[]> {
  const { seed = QUICKSTART_SEED, size = DEFAULT_SIZE, onProgress, signal } = options;
  const planned = planAssortment(seed, size);
  const entries: CatalogueEntry[] = [];
  for (const picture of planned) {
    signal?.throwIfAborted();
    entries.push(await drawEntry(folder, picture));
    onProgress?.(entries.length, planned.length);
  }
  await writeLines(join(folder, CATALOGUE_FILE), entries);
  return entries;
}

/** Draws one picture of a catalogue into its folder. */
export async function drawEntry(folder: string, picture: PlannedPicture): Promise<CatalogueEntry> {
  await drawPicture(join(folder, picture.file), picture);
  return { file: picture.file, metadata: describe(picture, new Random(seedOf('metadata', picture.drawing))) };
}

/**
 * Draws one picture and writes it as JPEG. Awaiting the encoder also gives the canvas's memory back: it is freed
 * between two turns of the event loop only.
 */
export async function drawPicture(file: string, picture: Omit<PlannedPicture, 'file'>): Promise<void> {
  const canvas = drawSubject(picture, picture.drawing, PICTURE_PIXELS);
  const bytes = await canvas.encode('jpeg', JPEG_QUALITY);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, bytes);
}

/** Writes one JSON object a line; the file appears whole or not at all. */
export async function writeLines(file: string, lines: readonly object[]): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await replaceFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}
