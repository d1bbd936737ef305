import type { Theme } from '../names.js';
import { COLOURABLE_THEME_WORDS, type ThemeWords } from './colourable-theme-words.js';
import { NATURAL_THEME_WORDS } from './natural-theme-words.js';

/** What people call the themes. */
export const THEME_WORDS: ThemeWords<Theme> = { ...COLOURABLE_THEME_WORDS, ...NATURAL_THEME_WORDS };
