import type { Colour } from '../names.js';

/** What people call the colours; each word right by itself. */
export const COLOUR_WORDS: Readonly<Record<Colour, readonly string[]>> = {
  red: ['red', 'bright red', 'crimson', 'scarlet', 'ruby', 'dark red', 'ruby red'],
  orange: ['orange', 'bright orange', 'tangerine', 'dark orange', 'apricot'],
  yellow: ['yellow', 'bright yellow', 'golden yellow', 'golden', 'sunny yellow', 'mustard'],
  green: ['green', 'dark green', 'emerald', 'emerald green', 'forest green', 'grass green'],
  blue: ['blue', 'navy', 'navy blue', 'royal blue', 'cobalt', 'bright blue', 'dark blue', 'azure'],
  purple: ['purple', 'violet', 'dark purple', 'lilac', 'lavender', 'plum'],
  pink: ['pink', 'light pink', 'rose pink', 'rosy', 'hot pink', 'rose', 'pastel pink', 'bright pink'],
  black: ['black', 'jet black', 'monochrome', 'deep black', 'pitch black', 'all black'],
};
