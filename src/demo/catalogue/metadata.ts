import { NATURAL_COLOURS, type Category, type Colour, type NaturalTheme, type Theme } from './names.js';
import type { Random } from './random.js';
import type { Subject } from './render.js';
import { THEME_WORDS } from './wordings/theme-words.js';

/** What the catalogue says about a product. */
export interface ProductMetadata {
  kind: 'product';
  category: Category;
  theme: Theme;
  /** The colourway, or what a natural theme is mostly made of. */
  colours: string[];
  title: string;
  /** In euros. */
  price: number;
  /** Out of five, to one decimal. */
  rating: number;
}

/** What the catalogue says about a picture of a theme, which is to be searched with and is no product. */
export interface ThemeMetadata {
  kind: 'theme';
  theme: Theme;
  colours: string[];
  title: string;
}

export type CatalogueMetadata = ProductMetadata | ThemeMetadata;

/** Usual prices in euros, lowest and highest. */
const PRICES: Readonly<Record<Category, readonly [number, number]>> = {
  'phone case': [9, 29],
  mug: [7, 19],
  't-shirt': [12, 35],
  'tote bag': [9, 39],
  cushion: [14, 45],
  sneaker: [39, 129],
  notebook: [5, 18],
  umbrella: [15, 49],
  cap: [12, 32],
  backpack: [29, 99],
  lamp: [25, 119],
  plate: [8, 28],
  dress: [29, 119],
  watch: [35, 199],
  blanket: [25, 89],
  bottle: [12, 36],
};

/** Made-up but plausible metadata; the same for the same random numbers. */
export function describe(subject: Subject, random: Random): CatalogueMetadata {
  const { category, theme, colour } = subject;
  const colours = colour === null ? [...NATURAL_COLOURS[theme as NaturalTheme]] : [colour];
  if (category === null) {
    return { kind: 'theme', theme, colours, title: capitalised(colour === null ? theme : `${theme} in ${colour}`) };
  }
  const [lowest, highest] = PRICES[category];
  return {
    kind: 'product',
    category,
    theme,
    colours,
    title: titleOf(category, theme, colour),
    price: Math.floor(random.between(lowest, highest)) + random.pick([0.49, 0.9, 0.95, 0.99]),
    rating: Math.round(random.between(3.1, 5) * 10) / 10,
  };
}

/** "Leopard phone case", "Floral mug in red". */
function titleOf(category: Category, theme: Theme, colour: Colour | null): string {
  const adjective = THEME_WORDS[theme].adjectives[0] ?? theme;
  const title = capitalised(`${adjective} ${category}`);
  return colour === null ? title : `${title} in ${colour}`;
}

function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
