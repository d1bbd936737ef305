/**
 * Writes the names, words and sentences of the catalogue as one JSON file for the Python code.
 *
 *   npx tsx models/demo/training/export_wordings.ts <file>
 */
import { writeFileSync } from 'node:fs';
import { CATEGORIES, COLOURABLE_THEMES, COLOURS, THEMES } from '../../../src/services/catalogue/names.js';
import * as templates from '../../../src/services/catalogue/wordings/templates.js';
import { UNSEEN_TEMPLATES } from '../../../src/services/catalogue/wordings/unseen.js';
import { CATEGORY_WORDS, COLOUR_WORDS, THEME_WORDS } from '../../../src/services/catalogue/wordings/words.js';

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
      templates: templates.TEMPLATES,
      unseenTemplates: UNSEEN_TEMPLATES,
      openings: templates.OPENINGS,
      closings: templates.CLOSINGS,
      praise: templates.PRAISE,
      fillers: templates.FILLERS,
      functionWords: templates.FUNCTION_WORDS,
      everydayWords: templates.EVERYDAY_WORDS,
    },
    null,
    1,
  ),
);
