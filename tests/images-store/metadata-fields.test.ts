import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/services/storage/images.js';
import { openImageStore } from '../../src/services/storage/file-store/images/index.js';
import { identity, newImage, openStore, temporaryFolder } from './support.js';

const metadata: JsonObject[] = [
  { colour: 'red', price: 5, tags: ['a', 'b', 'a'], on: true },
  { colour: 'red', price: 7.5, tags: ['b', 3], note: null },
  { colour: 'blue', price: '5', tags: [], shape: { sides: 3 } },
  { colour: ['red', null, ['x'], { y: 1 }], price: -2, on: false },
];

const expected = [
  {
    ...{ key: 'colour', count: 4, types: ['STRING', 'LIST'], minimum: null, maximum: null },
    values: [
      { value: 'red', count: 3 },
      { value: 'blue', count: 1 },
    ],
  },
  {
    ...{ key: 'price', count: 4, types: ['NUMBER', 'STRING'], minimum: -2, maximum: 7.5 },
    values: [-2, 5, 7.5, '5'].map((value) => ({ value, count: 1 })),
  },
  {
    ...{ key: 'tags', count: 3, types: ['LIST'], minimum: null, maximum: null },
    values: [
      { value: 'b', count: 2 },
      { value: 3, count: 1 },
      { value: 'a', count: 1 },
    ],
  },
  {
    ...{ key: 'on', count: 2, types: ['BOOLEAN'], minimum: null, maximum: null },
    values: [false, true].map((value) => ({ value, count: 1 })),
  },
  { key: 'shape', count: 1, types: ['OBJECT'], values: [], minimum: null, maximum: null },
];

test('keys are counted by the pictures that have them, values by the pictures that a filter on them finds', async () => {
  const folder = await temporaryFolder();
  const first = await openImageStore(folder, { identity });
  await Promise.all(metadata.map((item, n) => first.put(newImage(`p${n}`, n, item))));
  expect(first.metadataFields(20, 20)).toEqual(expected);
  await first.close();
  const second = await openStore(folder);
  expect(second.metadataFields(20, 20)).toEqual(expected);
  for (const field of second.metadataFields(20, 20)) {
    for (const { value, count } of field.values) {
      const filter = { all: [{ key: field.key, equals: value }] };
      expect(second.list({ first: 1, order: 'NEWEST', filter }).totalCount).toBe(count);
    }
  }
});

test('counts and ranges follow changes and deletions down to nothing', async () => {
  const store = await openStore(await temporaryFolder());
  const images = metadata.map((item, n) => newImage(`p${n}`, n, item));
  const ids = images.map(({ record }) => record.id);
  await Promise.all(images.map((image) => store.put(image)));
  await store.update(ids[1] ?? '', { metadata: { price: 100 } });
  await store.delete([ids[3] ?? '']);
  const fields = new Map(store.metadataFields(20, 20).map((field) => [field.key, field]));
  expect(fields.get('price')).toMatchObject({ count: 3, minimum: 5, maximum: 100 });
  expect(fields.get('colour')).toMatchObject({ count: 2, types: ['STRING'] });
  await store.delete(ids);
  expect(store.metadataFields(20, 20)).toEqual([]);
});

test('the most frequent come first, and no more than asked for', async () => {
  const store = await openStore(await temporaryFolder());
  const letters = 'aaaabbbccd'.split('');
  await Promise.all(
    letters.map((letter, n) => store.put(newImage(`p${n}`, n, { letter, ...(n < 3 ? { rare: n } : {}) }))),
  );
  expect(store.metadataFields(1, 2)).toEqual([
    expect.objectContaining({
      key: 'letter',
      values: [
        { value: 'a', count: 4 },
        { value: 'b', count: 3 },
      ],
    }),
  ]);
  expect(store.metadataFields(2, 0)[1]).toMatchObject({ key: 'rare', values: [], minimum: 0, maximum: 2 });
});

test('keys named like properties of every object are keys like others', async () => {
  const store = await openStore(await temporaryFolder());
  const awkward = JSON.parse('{"__proto__":"p","constructor":"c","toString":1,"":"empty"}') as JsonObject;
  await store.put(newImage('awkward', 0, awkward));
  await store.put(newImage('plain', 1, {}));
  expect(store.metadataFields(9, 1).map(({ key, count }) => [key, count])).toEqual([
    ['', 1],
    ['__proto__', 1],
    ['constructor', 1],
    ['toString', 1],
  ]);
  const found = (key: string) => store.list({ first: 9, order: 'NEWEST', filter: { all: [{ key, exists: true }] } });
  for (const key of ['__proto__', 'constructor', 'toString', '']) expect(found(key).totalCount).toBe(1);
  expect(found('hasOwnProperty').totalCount).toBe(0);
});
