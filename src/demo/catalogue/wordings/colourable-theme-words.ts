import type { ColourableTheme, Theme } from '../names.js';

/** Adjectives ("a floral mug") and nouns ("a mug with flowers") of a theme. */
export type ThemeWords<Name extends Theme> = Readonly<
  Record<Name, { adjectives: readonly string[]; nouns: readonly string[] }>
>;

export const COLOURABLE_THEME_WORDS: ThemeWords<ColourableTheme> = {
  plain: {
    adjectives: ['plain', 'solid', 'solid coloured', 'unpatterned', 'single coloured', 'patternless'],
    nouns: [
      'no pattern',
      'a solid colour',
      'a plain surface',
      'one plain colour',
      'nothing on it',
      'no print',
      'a plain colour',
      'just one colour',
    ],
  },
  floral: {
    adjectives: ['floral', 'flowery', 'flower', 'flower patterned', 'flower print', 'floral print', 'flowered'],
    nouns: [
      'flowers',
      'a floral pattern',
      'blossoms',
      'a flower print',
      'a floral print',
      'a flowery design',
      'daisies',
      'flower pattern',
      'blooms',
    ],
  },
  'polka dots': {
    adjectives: ['polka dot', 'dotted', 'spotty', 'polka dotted', 'dotty'],
    nouns: ['polka dots', 'dots', 'round dots', 'a polka dot pattern', 'a dotted pattern', 'little dots', 'polkadots'],
  },
  'horizontal stripes': {
    adjectives: ['horizontally striped', 'striped', 'horizontal striped', 'horizontal stripe'],
    nouns: ['horizontal stripes', 'stripes', 'sideways stripes', 'stripes going across', 'stripes from left to right'],
  },
  'vertical stripes': {
    adjectives: ['vertically striped', 'striped', 'vertical striped', 'vertical stripe'],
    nouns: [
      'vertical stripes',
      'stripes',
      'upright stripes',
      'stripes going down',
      'pinstripes',
      'stripes from top to bottom',
    ],
  },
  plaid: {
    adjectives: ['plaid', 'tartan', 'scottish plaid', 'plaid patterned'],
    nouns: [
      'plaid',
      'tartan',
      'a tartan pattern',
      'a plaid pattern',
      'scottish tartan',
      'plaid print',
      'a plaid design',
    ],
  },
  checker: {
    adjectives: ['checkered', 'checkerboard', 'chequered', 'checked', 'chessboard', 'checker'],
    nouns: [
      'checks',
      'a checkerboard pattern',
      'checker squares',
      'squares',
      'a chessboard pattern',
      'a checkered pattern',
      'a checker pattern',
      'a chessboard',
    ],
  },
  hearts: {
    adjectives: ['heart', 'heart patterned', 'heart print', 'hearts'],
    nouns: ['hearts', 'little hearts', 'a heart pattern', 'love hearts', 'a heart print', 'big hearts', 'hearts on it'],
  },
  waves: {
    adjectives: ['wave', 'wavy', 'wave patterned', 'japanese wave', 'scalloped'],
    nouns: [
      'waves',
      'a wave pattern',
      'japanese waves',
      'scallops',
      'a wavy pattern',
      'ocean waves',
      'a seigaiha pattern',
    ],
  },
  triangles: {
    adjectives: ['triangle', 'geometric', 'triangular', 'low poly', 'triangle patterned'],
    nouns: [
      'triangles',
      'a geometric pattern',
      'geometric triangles',
      'a triangle pattern',
      'geometric shapes',
      'a triangular pattern',
    ],
  },
};
