import type { Category } from '../names.js';

/**
 * What people call the categories, themes and colours of the catalogue. Each word must be right by itself: a word that
 * is also part of another name ("cover" of a cushion and of a phone, "light", "top", "throw") teaches the wrong thing.
 * The demo model was trained with these lists: `models/demo/training` reads them from the JSON that
 * `export_wordings.ts` writes.
 */
export const CATEGORY_WORDS: Readonly<Record<Category, { names: readonly string[]; purposes: readonly string[] }>> = {
  'phone case': {
    names: [
      'phone case',
      'phone cover',
      'mobile phone case',
      'smartphone case',
      'cell phone case',
      'iphone case',
      'case for a phone',
      'case for my phone',
      'cover for my phone',
      'cover for my iphone',
      'phone shell',
      'mobile cover',
      'phonecase',
      'iphone cover',
      'phone',
      'case',
      'protective phone case',
    ],
    purposes: [
      'something to protect my phone',
      'something for my phone',
      'protection for my iphone',
      'something for my smartphone',
    ],
  },
  mug: {
    names: ['mug', 'coffee mug', 'cup', 'tea mug', 'coffee cup', 'tea cup', 'teacup', 'ceramic mug'],
    purposes: [
      'something to drink coffee from',
      'something for my tea',
      'something for my morning coffee',
      'something to drink tea from',
    ],
  },
  't-shirt': {
    names: ['t-shirt', 'tshirt', 't shirt', 'tee', 'shirt', 'tee shirt', 'cotton shirt', 'short sleeved shirt'],
    purposes: ['something to wear with jeans', 'something to wear as a top'],
  },
  'tote bag': {
    names: [
      'tote bag',
      'tote',
      'shopping bag',
      'shopper',
      'canvas bag',
      'handbag',
      'bag',
      'carrier bag',
      'grocery bag',
      'purse',
    ],
    purposes: ['something to carry my shopping', 'something to carry groceries in', 'something for the shopping'],
  },
  cushion: {
    names: [
      'cushion',
      'pillow',
      'throw pillow',
      'sofa cushion',
      'cushion cover',
      'pillow case',
      'couch pillow',
      'scatter cushion',
    ],
    purposes: ['something for my sofa', 'something soft for the couch', 'something to put my head on'],
  },
  sneaker: {
    names: [
      'sneaker',
      'sneakers',
      'shoe',
      'shoes',
      'trainers',
      'trainer',
      'running shoe',
      'running shoes',
      'pair of shoes',
      'pair of sneakers',
      'sports shoe',
      'footwear',
      'kicks',
    ],
    purposes: ['something for my feet', 'something to run in', 'something to wear on my feet'],
  },
  notebook: {
    names: ['notebook', 'journal', 'diary', 'notepad', 'exercise book', 'sketchbook', 'note book', 'book', 'planner'],
    purposes: ['something to write in', 'something for my notes', 'something to take notes in'],
  },
  umbrella: {
    names: ['umbrella', 'parasol', 'brolly', 'rain umbrella'],
    purposes: [
      'something for the rain',
      'something against the rain',
      'something that keeps me dry',
      'something to protect me from the rain',
      'something for a rainy day',
    ],
  },
  cap: {
    names: ['cap', 'baseball cap', 'hat', 'sun hat', 'ball cap', 'baseball hat', 'headwear'],
    purposes: ['something for my head', 'something to wear on my head'],
  },
  backpack: {
    names: ['backpack', 'rucksack', 'school bag', 'schoolbag', 'knapsack', 'back pack', 'school backpack', 'satchel'],
    purposes: [
      'something to carry my books to school',
      'something for my school things',
      'something to carry on my back',
    ],
  },
  lamp: {
    names: ['lamp', 'table lamp', 'lampshade', 'bedside lamp', 'desk lamp', 'lamp shade', 'reading lamp', 'night lamp'],
    purposes: [
      'something to light my desk',
      'something to light the room',
      'something to read by at night',
      'light for my desk',
      'light for the bedside table',
    ],
  },
  plate: {
    names: [
      'plate',
      'dinner plate',
      'dish',
      'serving plate',
      'china plate',
      'dinnerware',
      'side plate',
      'crockery',
      'tableware',
    ],
    purposes: ['something to eat from', 'something to serve dinner on', 'something to put the cake on'],
  },
  dress: {
    names: ['dress', 'summer dress', 'frock', 'sundress', 'gown', 'party dress', 'skirt'],
    purposes: ['something to wear to a party', 'something to wear at a wedding'],
  },
  watch: {
    names: ['watch', 'wristwatch', 'wrist watch', 'timepiece', 'clock', 'watch strap'],
    purposes: ['something for my wrist', 'something that tells the time', 'something to tell the time'],
  },
  blanket: {
    names: ['blanket', 'throw blanket', 'bedspread', 'rug', 'sofa blanket', 'wool blanket', 'coverlet', 'quilt'],
    purposes: ['something to keep me warm', 'something warm for the bed', 'something to wrap myself in'],
  },
  bottle: {
    names: [
      'bottle',
      'water bottle',
      'flask',
      'drink bottle',
      'thermos',
      'drinking bottle',
      'sports bottle',
      'vacuum flask',
      'canteen',
    ],
    purposes: ['something to carry water in', 'something for my water', 'something to keep my drink cold'],
  },
};
