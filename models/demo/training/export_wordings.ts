/**
 * Writes the names, words and sentences of the catalogue as one JSON file for the Python code.
 *
 *   npx tsx models/demo/training/export_wordings.ts <file>
 */
import { writeFileSync } from 'node:fs';
import { CATEGORIES, COLOURABLE_THEMES, COLOURS, THEMES } from '../../../src/demo/catalogue/names.js';
import { CATEGORY_WORDS } from '../../../src/demo/catalogue/wordings/category-words.js';
import { COLOUR_WORDS } from '../../../src/demo/catalogue/wordings/colour-words.js';
import * as noise from '../../../src/demo/catalogue/wordings/noise.js';
import { TEMPLATES } from '../../../src/demo/catalogue/wordings/templates.js';
import { THEME_WORDS } from '../../../src/demo/catalogue/wordings/theme-words.js';
import { UNSEEN_TEMPLATES } from '../../../src/demo/catalogue/wordings/unseen.js';

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('usage: export_wordings.ts <file>');
writeFileSync(
  file,
  JSON.stringify(
    {
      categories: CATEGORIES,
      themes: THEMES,
      colours: COLOURS,
      colourableThemes: COLOURABLE_THEMES.length,
      categoryWords: CATEGORY_WORDS,
      themeWords: THEME_WORDS,
      colourWords: COLOUR_WORDS,
      templates: TEMPLATES,
      unseenTemplates: UNSEEN_TEMPLATES,
      openings: noise.OPENINGS,
      closings: noise.CLOSINGS,
      praise: noise.PRAISE,
      fillers: noise.FILLERS,
      functionWords: noise.FUNCTION_WORDS,
      everydayWords: noise.EVERYDAY_WORDS,
    },
    null,
    1,
  ),
);
