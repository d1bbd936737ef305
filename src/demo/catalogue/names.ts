/** The kinds of product that the catalogue draws. */
export const CATEGORIES = [
  'phone case',
  'mug',
  't-shirt',
  'tote bag',
  'cushion',
  'sneaker',
  'notebook',
  'umbrella',
  'cap',
  'backpack',
  'lamp',
  'plate',
  'dress',
  'watch',
  'blanket',
  'bottle',
] as const;
export type Category = (typeof CATEGORIES)[number];

/** Themes that come in every colour. */
export const COLOURABLE_THEMES = [
  'plain',
  'floral',
  'polka dots',
  'horizontal stripes',
  'vertical stripes',
  'plaid',
  'checker',
  'hearts',
  'waves',
  'triangles',
] as const;
export type ColourableTheme = (typeof COLOURABLE_THEMES)[number];

/** Themes that have the colours of what they show, and no others. */
export const NATURAL_THEMES = [
  'leopard',
  'zebra',
  'tiger',
  'cow',
  'tropical leaves',
  'camouflage',
  'galaxy',
  'marble',
  'clouds',
  'bricks',
  'wood',
  'cherries',
  'lemons',
  'watermelon',
  'rainbows',
] as const;
export type NaturalTheme = (typeof NATURAL_THEMES)[number];

export const THEMES = [...COLOURABLE_THEMES, ...NATURAL_THEMES] as const;
export type Theme = (typeof THEMES)[number];

/** The colourways of the colourable themes. */
export const COLOURS = ['red', 'orange', 'yellow', 'green', 'blue', 'purple', 'pink', 'black'] as const;
export type Colour = (typeof COLOURS)[number];

/** What a natural theme is mostly made of, for the metadata. */
export const NATURAL_COLOURS: Readonly<Record<NaturalTheme, readonly string[]>> = {
  leopard: ['tan', 'brown', 'black'],
  zebra: ['white', 'black'],
  tiger: ['orange', 'black'],
  cow: ['white', 'black'],
  'tropical leaves': ['green'],
  camouflage: ['olive', 'khaki', 'black'],
  galaxy: ['indigo', 'violet', 'white'],
  marble: ['white', 'grey'],
  clouds: ['sky blue', 'white'],
  bricks: ['brick red', 'grey'],
  wood: ['brown'],
  cherries: ['red', 'green'],
  lemons: ['yellow', 'green'],
  watermelon: ['red', 'green'],
  rainbows: ['rainbow'],
};

/** Whether a theme comes in colourways. */
export function isColourable(theme: Theme): theme is ColourableTheme {
  return (COLOURABLE_THEMES as readonly string[]).includes(theme);
}
