import type { Category } from '../names.js';
import { notebook, phoneCase, watch } from './accessories.js';
import { backpack, toteBag } from './bags.js';
import { cap, dress, sneaker, tShirt } from './clothing.js';
import { blanket, cushion, lamp, umbrella } from './home.js';
import { bottle, mug, plate } from './kitchen.js';
import type { Product } from './product.js';

/** How each category is drawn. */
export const PRODUCTS: Readonly<Record<Category, Product>> = {
  'phone case': phoneCase,
  mug,
  't-shirt': tShirt,
  'tote bag': toteBag,
  cushion,
  sneaker,
  notebook,
  umbrella,
  cap,
  backpack,
  lamp,
  plate,
  dress,
  watch,
  blanket,
  bottle,
};
