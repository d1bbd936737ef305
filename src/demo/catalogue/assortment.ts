import { CATEGORIES, COLOURS, isColourable, THEMES, type Colour, type Theme } from './names.js';
import { Random, seedOf } from './random.js';
import type { Subject } from './render.js';

/** One picture to draw. */
export interface PlannedPicture extends Subject {
  /** Path in the catalogue's folder, with forward slashes; the last part is unique. */
  file: string;
  /** Decides how the picture is drawn. */
  drawing: number;
}

/** Pictures where nothing else is said: products and theme pictures. */
export const DEFAULT_SIZE = 940;

/** Theme pictures of a full catalogue: one of each theme, and a second of those that are fun to search with. */
const SECOND_PICTURES: readonly Theme[] = ['leopard', 'floral', 'galaxy', 'tropical leaves', 'lemons'];

/**
 * What a catalogue holds. Every category in every theme comes before any comes twice, in another colour where the theme
 * has colours. Seeds never meet those of the training pictures, which are drawn under names of their own.
 */
export function planAssortment(seed: number, size: number): PlannedPicture[] {
  const random = new Random(seedOf('assortment', seed));
  const themes = themePictures(random);
  const products: Subject[] = [];
  const colourOrders = new Map<string, Colour[]>();
  for (let round = 0; products.length < size - themes.length; round++) {
    const pairs = CATEGORIES.flatMap((category) => THEMES.map((theme) => ({ category, theme })));
    for (const { category, theme } of random.shuffled(pairs)) {
      const key = `${category}/${theme}`;
      const colours = colourOrders.get(key) ?? random.shuffled(COLOURS);
      colourOrders.set(key, colours);
      products.push({
        category,
        theme,
        colour: isColourable(theme) ? (colours[round % colours.length] ?? null) : null,
      });
    }
  }
  const chosen = [...themes.slice(0, size), ...products.slice(0, Math.max(0, size - themes.length))];
  const counts = new Map<string, number>();
  return chosen.map((subject) => {
    const name = [subject.category ?? [], subject.theme, subject.colour ?? []].flat().join('-').replaceAll(' ', '-');
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return {
      ...subject,
      file: `${subject.category === null ? 'themes' : 'images'}/${name}-${count}.jpg`,
      drawing: seedOf('catalogue', seed, name, count),
    };
  });
}

function themePictures(random: Random): Subject[] {
  const first = THEMES.map((theme) => ({ theme, themePicture: 'scene' as const }));
  const second = SECOND_PICTURES.map((theme) => ({ theme, themePicture: 'swatch' as const }));
  return [...first, ...second].map(({ theme, themePicture }) => ({
    category: null,
    theme,
    colour: isColourable(theme) ? random.pick(COLOURS) : null,
    themePicture,
  }));
}
