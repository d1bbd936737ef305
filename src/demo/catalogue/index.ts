/** The catalogue of drawn products: what the quickstart fills a server with, and what the demo model was trained on. */
export { DEFAULT_SIZE, planAssortment } from './assortment.js';
export {
  CATALOGUE_FILE,
  drawCatalogue,
  PICTURE_PIXELS,
  QUICKSTART_SEED,
  type CatalogueEntry,
  type DrawOptions,
} from './draw-catalogue.js';
export { writeQueries, type QueryLine, type QueryOptions } from './evaluation.js';
export { HELD_OUT_PAIRS, isHeldOut } from './held-out.js';
export type { CatalogueMetadata, ProductMetadata, ThemeMetadata } from './metadata.js';
export {
  CATEGORIES,
  COLOURABLE_THEMES,
  COLOURS,
  isColourable,
  NATURAL_THEMES,
  THEMES,
  type Category,
  type Colour,
  type Theme,
} from './names.js';
export { QUESTION_KINDS, type QuestionKind } from './questions.js';
export { drawSubject, type Subject } from './render.js';
