import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RerankRequest } from '../../src/services/reranker/types.js';
import { type TestPicture, plain } from './support/pictures.js';
import { queryScene, scenes } from './support/scenes.js';
import { type TestService, startService } from './support/service.js';

const INSTRUCTION = 'the same shape, but in a warm red and on a plain background, без узора, με λευκό φόντο';
/** Set to write the pinned sheets anew; look at each before committing it. */
const update = process.env['UPDATE_SHEETS'] === '1';
const pinned = (name: string) => fileURLToPath(new URL(`../fixtures/reranker/${name}.png`, import.meta.url));

let service: TestService;
let pictures: TestPicture[];
beforeAll(async () => {
  service = await startService({ tokensPerMinute: 1_000_000 });
  pictures = await scenes();
});
afterAll(() => service.close());

async function sheetOf(query: RerankRequest['query'], candidates: readonly TestPicture[]): Promise<Buffer> {
  const { contactSheet } = await service.reranker.rerank({ query, candidates });
  const bytes = Buffer.from((await service.reranker.contactSheet(contactSheet.id)) ?? []);
  const { width, height } = PNG.sync.read(bytes);
  expect({ width, height }).toEqual({ width: contactSheet.width, height: contactSheet.height });
  return bytes;
}

/** Fewer than one pixel in a thousand may look different: text is not drawn alike to the bit everywhere. */
async function expectPinned(bytes: Buffer, name: string): Promise<void> {
  if (update)
    await writeFile(pinned(name), await sharp(bytes).png({ compressionLevel: 9, adaptiveFiltering: true }).toBuffer());
  const actual = PNG.sync.read(bytes);
  const expected = PNG.sync.read(await readFile(pinned(name)));
  expect([actual.width, actual.height]).toEqual([expected.width, expected.height]);
  const different = pixelmatch(actual.data, expected.data, undefined, actual.width, actual.height, { threshold: 0.1 });
  expect(different / (actual.width * actual.height)).toBeLessThan(0.001);
}

async function pixel(bytes: Buffer, left: number, top: number): Promise<number[]> {
  return [...(await sharp(bytes).extract({ left, top, width: 1, height: 1 }).removeAlpha().raw().toBuffer())];
}

describe('The contact sheet', () => {
  it.each([1, 2, 5, 9, 16])('of %i candidates, a query picture and an instruction looks as pinned', async (count) => {
    const bytes = await sheetOf({ image: queryScene(), instruction: INSTRUCTION }, pictures.slice(0, count));
    await expectPinned(bytes, `composed-${count}`);
  });

  it('of a search by text has no query tile', async () => {
    const bytes = await sheetOf({ instruction: INSTRUCTION }, pictures.slice(0, 4));
    await expectPinned(bytes, 'text-only-4');
  });

  it('of a search by picture has no text', async () => {
    await expectPinned(await sheetOf({ image: queryScene() }, pictures.slice(4, 7)), 'picture-only-3');
  });

  it('cuts a long instruction short where the space ends', async () => {
    const instruction = 'a very long wish that goes on and on, '.repeat(20) + 'unbreakable'.repeat(9);
    const bytes = await sheetOf({ image: queryScene(), instruction }, pictures.slice(0, 1));
    await expectPinned(bytes, 'long-instruction');
  });

  it.each(['红色的鞋子', '빨간 신발', 'รองเท้าสีแดง', 'red shoes 鞋', 'a shoe 🦩'])(
    'leaves off an instruction with a character that the font lacks: %s',
    async (instruction) => {
      const image = queryScene();
      const candidates = pictures.slice(0, 2);
      const without = await sheetOf({ image }, candidates);
      expect((await sheetOf({ image, instruction }, candidates)).equals(without)).toBe(true);
    },
  );

  it.each(['Größe 42, naïve', 'красные туфли', 'κόκκινα παπούτσια', 'áo dài đỏ', 'czerwone buty', 'ayakkabı\nşık'])(
    'shows an instruction that the font has: %s',
    async (instruction) => {
      const image = queryScene();
      const candidates = pictures.slice(0, 2);
      const without = await sheetOf({ image }, candidates);
      expect((await sheetOf({ image, instruction }, candidates)).equals(without)).toBe(false);
    },
  );

  it('shows only the region of the query picture', async () => {
    const canvas = { create: { width: 200, height: 100, channels: 3 as const, background: '#00ff00' } };
    const right = await sharp({ create: { width: 100, height: 100, channels: 3, background: '#ff0000' } })
      .png()
      .toBuffer();
    const bytes = await sharp(canvas)
      .composite([{ input: right, left: 100, top: 0 }])
      .png()
      .toBuffer();
    const image = { id: 'a'.repeat(64), load: async () => bytes };
    const region = { left: 0.5, top: 0, width: 0.5, height: 1 };
    const sheet = await sheetOf({ image, region }, [await plain('#123456')]);
    // The middle of the query tile: x 24 … 324, y 24 … 324.
    expect(await pixel(sheet, 60, 174)).toEqual([255, 0, 0]);
    expect(await pixel(sheet, 290, 174)).toEqual([255, 0, 0]);
  });
});

describe('Sheets of different requests', () => {
  it('have addresses of their own, and stay', async () => {
    const candidates = pictures.slice(0, 2);
    const [one, two] = await Promise.all(
      ['red', 'blue'].map((instruction) =>
        service.reranker.rerank({ query: { image: queryScene(), instruction }, candidates }),
      ),
    );
    expect(one?.contactSheet.id).not.toBe(two?.contactSheet.id);
    expect(await service.reranker.contactSheet(one?.contactSheet.id ?? '')).toBeDefined();
    expect(await service.reranker.contactSheet(two?.contactSheet.id ?? '')).toBeDefined();
  });

  it.each(['', '../rankings/x', 'f'.repeat(64), 'F'.repeat(64), '..%2f..%2fetc'])(
    'nothing has the address %j',
    async (id) => {
      expect(await service.reranker.contactSheet(id)).toBeUndefined();
    },
  );
});
