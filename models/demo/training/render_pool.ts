/**
 * Renders pictures for training and evaluation with the catalogue's own drawing code.
 *
 *   npx tsx models/demo/training/render_pool.ts <train|gallery|queries> <folder> <seed> [part parts]
 *
 * Writes `<name>.<part>.bin` (uint8, pictures x 112 x 112 x RGB; each pixel is the mean of 2 x 2 pixels of the picture
 * at 224) and `<name>.<part>.json` with the names and one label a picture:
 * [category (the number of categories for a theme picture), theme, colour or -1, 1 where the pair is held out].
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isHeldOut } from '../../../src/demo/catalogue/held-out.js';
import { CATEGORIES, COLOURS, isColourable, THEMES } from '../../../src/demo/catalogue/names.js';
import { Random, seedOf } from '../../../src/demo/catalogue/random.js';
import { drawSubject } from '../../../src/demo/catalogue/render.js';

const DRAWN = 224;
const SIDE = DRAWN / 2;

type Name = 'train' | 'gallery' | 'queries';

/** Pictures of a (category, theme, colour); category -1 stands for theme pictures. */
function copies(name: Name, category: number, theme: number, random: Random): number[] {
  const themeName = THEMES[theme];
  if (themeName === undefined) return [];
  const colourable = isColourable(themeName);
  const colours = colourable ? COLOURS.map((_, index) => index) : [-1];
  const repeat = (count: number): number[] =>
    colours.flatMap((colour) => Array.from({ length: count }, () => colour));
  if (name === 'train') {
    if (category < 0) return repeat(colourable ? 24 : 130);
    return repeat(colourable ? 12 : 50);
  }
  if (name === 'gallery') {
    if (category < 0) return [];
    if (!colourable) return random.chance(0.7) ? [-1, -1] : [-1];
    const first = random.whole(COLOURS.length);
    return [0, 3, 6].map((step) => (first + step) % COLOURS.length);
  }
  if (category < 0) return repeat(colourable ? 1 : 6);
  return colourable ? colours.filter(() => random.chance(0.4)) : repeat(3);
}

/** One picture as SIDE x SIDE x RGB bytes. */
function pixels(category: number, theme: number, colour: number, seed: number): Buffer {
  const themeName = THEMES[theme];
  if (themeName === undefined) throw new RangeError(`no theme ${theme}`);
  const canvas = drawSubject(
    { category: CATEGORIES[category] ?? null, theme: themeName, colour: COLOURS[colour] ?? null },
    seed,
    DRAWN,
  );
  const data = canvas.data();
  const small = Buffer.alloc(SIDE * SIDE * 3);
  let out = 0;
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const upper = (2 * y * DRAWN + 2 * x) * 4;
      const lower = upper + DRAWN * 4;
      for (let channel = 0; channel < 3; channel++) {
        const sum =
          (data[upper + channel] ?? 0) +
          (data[upper + 4 + channel] ?? 0) +
          (data[lower + channel] ?? 0) +
          (data[lower + 4 + channel] ?? 0);
        small[out++] = (sum + 2) >> 2;
      }
    }
  }
  return small;
}

const [name, folder, seed, part = '0', parts = '1'] = process.argv.slice(2);
if ((name !== 'train' && name !== 'gallery' && name !== 'queries') || folder === undefined || seed === undefined) {
  throw new Error('usage: render_pool.ts <train|gallery|queries> <folder> <seed> [part parts]');
}

const random = new Random(seedOf(seed, name));
const wanted: { category: number; theme: number; colour: number; held: number; index: number }[] = [];
THEMES.forEach((themeName, theme) => {
  [...CATEGORIES.keys(), -1].forEach((category) => {
    const categoryName = CATEGORIES[category];
    const held = categoryName !== undefined && isHeldOut(categoryName, themeName);
    if (name === 'train' && held) return;
    for (const colour of copies(name, category, theme, random)) {
      wanted.push({ category, theme, colour, held: held ? 1 : 0, index: wanted.length });
    }
  });
});

const mine = wanted.filter(({ index }) => index % Number(parts) === Number(part));
const labels: number[][] = [];
const bytes = Buffer.alloc(mine.length * SIDE * SIDE * 3);
for (const [position, { category, theme, colour, held, index }] of mine.entries()) {
  // The memory of a canvas is given back between two turns of the event loop only.
  await nextTurn();
  pixels(category, theme, colour, seedOf(seed, name, index)).copy(bytes, position * SIDE * SIDE * 3);
  labels.push([category < 0 ? CATEGORIES.length : category, theme, colour, held]);
}
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, `${name}.${part}.bin`), bytes);
writeFileSync(
  join(folder, `${name}.${part}.json`),
  JSON.stringify({ categories: CATEGORIES, themes: THEMES, colours: COLOURS, labels }),
);
console.log(`${name} ${part}: ${mine.length} pictures`);
