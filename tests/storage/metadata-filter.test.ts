import { expect, test } from 'vitest';
import { matchesFilter } from '../../src/services/storage/metadata-filter.js';
import type { JsonObject } from '../../src/lib/json.js';
import type { MetadataCondition, MetadataFilter } from '../../src/services/storage/types/index.js';

const picture: JsonObject = {
  name: 'chair',
  price: 5,
  text: '5',
  sold: true,
  tags: ['red', 'wood', 5, null, ['deep']],
  empty: [],
  none: null,
  shape: { sides: 3 },
};

// The wording of the API contract, condition by condition.
const conditions: [MetadataCondition, boolean][] = [
  [{ key: 'name', equals: 'chair' }, true],
  [{ key: 'name', equals: 'Chair' }, false],
  [{ key: 'price', equals: 5 }, true],
  [{ key: 'price', equals: '5' }, false],
  [{ key: 'text', equals: 5 }, false],
  [{ key: 'sold', equals: true }, true],
  [{ key: 'sold', equals: 1 }, false],
  [{ key: 'sold', equals: 'true' }, false],
  [{ key: 'tags', equals: 'wood' }, true],
  [{ key: 'tags', equals: 5 }, true],
  [{ key: 'tags', equals: '5' }, false],
  [{ key: 'tags', equals: 'deep' }, false],
  [{ key: 'missing', equals: 'chair' }, false],
  [{ key: 'name', in: ['table', 'chair'] }, true],
  [{ key: 'name', in: [] }, false],
  [{ key: 'tags', in: ['blue', 'red'] }, true],
  [{ key: 'none', exists: true }, false],
  [{ key: 'none', exists: false }, true],
  [{ key: 'missing', exists: false }, true],
  [{ key: 'empty', exists: true }, true],
  [{ key: 'shape', exists: true }, true],
  [{ key: 'price', lessThan: 5 }, false],
  [{ key: 'price', atMost: 5 }, true],
  [{ key: 'price', greaterThan: 5 }, false],
  [{ key: 'price', atLeast: 5 }, true],
  [{ key: 'price', greaterThan: 4, lessThan: 5.5 }, true],
  [{ key: 'text', atLeast: 0 }, false],
  [{ key: 'tags', atLeast: 0 }, false],
  [{ key: 'missing', atMost: 9 }, false],
  [{ key: 'price', equals: 5, exists: false }, false],
  [{ key: 'tags', equals: 'red', in: ['wood'] }, true],
];

test.each(conditions)('%j on a picture: %s', (condition, expected) => {
  expect(matchesFilter(picture, { all: [condition] })).toBe(expected);
  expect(matchesFilter(picture, { any: [condition] })).toBe(expected);
  expect(matchesFilter(picture, { none: [condition] })).toBe(!expected);
});

const yes = { key: 'name', equals: 'chair' };
const no = { key: 'name', equals: 'table' };
const groups: [MetadataFilter, boolean][] = [
  [{}, true],
  [{ all: [] }, true],
  [{ any: [] }, false],
  [{ none: [] }, true],
  [{ all: [yes, no] }, false],
  [{ any: [yes, no] }, true],
  [{ none: [yes, no] }, false],
  [{ all: [yes], any: [no] }, false],
  [{ all: [yes], any: [yes], none: [no] }, true],
];

test.each(groups)('%j: %s', (filter, expected) => {
  expect(matchesFilter(picture, filter)).toBe(expected);
});
