import { CATEGORIES, THEMES, type Category, type Theme } from './names.js';

/**
 * The (category, theme) pairs that the demo model never saw in training, neither as an answer nor as a question:
 * two or three categories per theme, so that every category loses three to four themes. What is found for them shows
 * that the model composes, and does not recite.
 *
 * Written down once and frozen since: the shipped weights depend on it.
 */
const HELD_OUT_CATEGORIES: Readonly<Record<Theme, readonly Category[]>> = {
  plain: ['notebook', 'plate'],
  floral: ['mug', 'sneaker', 'blanket'],
  'polka dots': ['umbrella', 'cap'],
  'horizontal stripes': ['t-shirt', 'tote bag', 'backpack'],
  'vertical stripes': ['lamp', 'watch'],
  plaid: ['cushion', 'dress', 'bottle'],
  checker: ['phone case', 't-shirt'],
  hearts: ['mug', 'plate', 'blanket'],
  waves: ['cushion', 'lamp'],
  triangles: ['tote bag', 'umbrella', 'bottle'],
  leopard: ['phone case', 'sneaker'],
  zebra: ['notebook', 'dress', 'watch'],
  tiger: ['cap', 'backpack'],
  cow: ['notebook', 'backpack', 'plate'],
  'tropical leaves': ['phone case', 't-shirt'],
  camouflage: ['mug', 'dress', 'blanket'],
  galaxy: ['cushion', 'watch'],
  marble: ['tote bag', 'sneaker', 'cap'],
  clouds: ['watch', 'bottle'],
  bricks: ['notebook', 'umbrella', 'lamp'],
  wood: ['phone case', 'umbrella'],
  cherries: ['mug', 'sneaker', 'bottle'],
  lemons: ['cap', 'lamp'],
  watermelon: ['tote bag', 'plate', 'dress'],
  rainbows: ['cushion', 'backpack'],
};

/** Every held-out pair, theme by theme. */
export const HELD_OUT_PAIRS: readonly { category: Category; theme: Theme }[] = THEMES.flatMap((theme) =>
  HELD_OUT_CATEGORIES[theme].map((category) => ({ category, theme })),
);

/** Whether training left this combination out. */
export function isHeldOut(category: Category, theme: Theme): boolean {
  return HELD_OUT_CATEGORIES[theme].includes(category);
}

/** The themes of a category that training did see. */
export function seenThemes(category: Category): Theme[] {
  return THEMES.filter((theme) => !isHeldOut(category, theme));
}

/** The categories that training saw with a theme. */
export function seenCategories(theme: Theme): Category[] {
  return CATEGORIES.filter((category) => !isHeldOut(category, theme));
}
