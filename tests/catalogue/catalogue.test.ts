import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  CATALOGUE_FILE,
  CATEGORIES,
  COLOURS,
  drawCatalogue,
  isColourable,
  PICTURE_PIXELS,
  THEMES,
  type CatalogueEntry,
} from '../../src/demo/catalogue/index.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leopard-catalogue-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const pixels = (file: string): Promise<Buffer> => sharp(file).raw().toBuffer();

/** Mean absolute difference of two pictures, 0 to 255. */
async function difference(left: string, right: string): Promise<number> {
  const [a, b] = await Promise.all([pixels(left), pixels(right)]);
  expect(a.length).toBe(b.length);
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += Math.abs((a[index] ?? 0) - (b[index] ?? 0));
  return sum / a.length;
}

async function readLines(file: string): Promise<CatalogueEntry[]> {
  const text = await readFile(file, 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as CatalogueEntry);
}

describe('drawCatalogue', () => {
  it('draws the same catalogue for the same seed, and another for another', async () => {
    const [first, second, third] = ['first', 'second', 'third'].map((name) => join(folder, name));
    if (first === undefined || second === undefined || third === undefined) throw new Error('three folders');
    const entries = await drawCatalogue(first, { seed: 11, size: 40 });
    expect(await drawCatalogue(second, { seed: 11, size: 40 })).toEqual(entries);
    for (const { file } of [entries[0], entries[33], entries[39]].filter((entry) => entry !== undefined)) {
      expect(await difference(join(first, file), join(second, file))).toBeLessThan(1);
    }
    const others = await drawCatalogue(third, { seed: 12, size: 40 });
    expect(others).not.toEqual(entries);
    // A leopard is among the theme pictures of every catalogue, drawn differently in each.
    const leopard = 'themes/leopard-1.jpg';
    expect(await difference(join(first, leopard), join(third, leopard))).toBeGreaterThan(5);
  });

  it('writes what it returns, as square JPEG files that exist', async () => {
    const entries = await drawCatalogue(folder, { seed: 3, size: 40 });
    expect(await readLines(join(folder, CATALOGUE_FILE))).toEqual(entries);
    const onDisk = [...(await readdir(join(folder, 'images'))), ...(await readdir(join(folder, 'themes')))];
    expect(onDisk.sort()).toEqual(entries.map(({ file }) => file.split('/')[1]).sort());
    for (const { file } of entries) {
      const { format, width, height } = await sharp(join(folder, file)).metadata();
      expect({ format, width, height }).toEqual({ format: 'jpeg', width: PICTURE_PIXELS, height: PICTURE_PIXELS });
    }
  });

  it('has a picture of every theme, marked as no product, and describes every product', async () => {
    const entries = await drawCatalogue(folder, { seed: 4, size: 60 });
    const themes = entries.filter(({ metadata }) => metadata.kind === 'theme');
    expect(new Set(themes.map(({ metadata }) => metadata.theme))).toEqual(new Set(THEMES));
    expect(themes.every(({ file }) => file.startsWith('themes/'))).toBe(true);
    const products = entries.flatMap(({ metadata }) => (metadata.kind === 'product' ? [metadata] : []));
    expect(products.length).toBe(60 - themes.length);
    for (const { category, theme, colours, title, price, rating } of products) {
      expect(CATEGORIES).toContain(category);
      expect(THEMES).toContain(theme);
      expect(title.toLowerCase()).toContain(category);
      expect(price).toBeGreaterThan(0);
      expect(price).toBeLessThan(200);
      expect(rating).toBeGreaterThanOrEqual(3);
      expect(rating).toBeLessThanOrEqual(5);
      if (isColourable(theme)) expect(COLOURS).toContain(colours[0]);
      else expect(colours.length).toBeGreaterThan(0);
    }
  });

  it('reports progress, and stops between two pictures without leaving a list behind', async () => {
    const seen: string[] = [];
    const controller = new AbortController();
    const drawing = drawCatalogue(folder, {
      seed: 5,
      size: 30,
      signal: controller.signal,
      onProgress(done, total) {
        seen.push(`${done}/${total}`);
        if (done === 3) controller.abort(new Error('enough'));
      },
    });
    await expect(drawing).rejects.toThrow('enough');
    expect(seen).toEqual(['1/30', '2/30', '3/30']);
    expect(await readdir(folder)).not.toContain(CATALOGUE_FILE);
    // What an interrupted run left is in nobody's way.
    expect(await drawCatalogue(folder, { seed: 5, size: 30 })).toHaveLength(30);
    expect(await readdir(folder)).toContain(CATALOGUE_FILE);
  });
});
