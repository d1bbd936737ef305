import { expect, test } from 'vitest';
import type { JsonObject } from '../../../src/lib/json.js';
import type { Database, ImageOrder, MetadataFilter } from '../../../src/services/storage/types/index.js';
import { encoderOf, picture, sha256, vectorOf } from '../support.js';

/** Follows the cursors to the end. */
async function* pages(database: Database, order: ImageOrder, first: number, filter?: MetadataFilter) {
  for (let after: string | undefined; ;) {
    const page = await database.images.page({ first, order, after, filter });
    yield page;
    if (!page.hasNextPage) return;
    after = page.cursors.at(-1);
  }
}

async function allPages(database: Database, order: ImageOrder, first: number, filter?: MetadataFilter) {
  const found = [];
  for await (const { images } of pages(database, order, first, filter)) found.push(...images);
  return found;
}

/** What every `Images` does. @param open an empty database, closed after the test */
export function imagesConformance(open: () => Promise<Database>): void {
  test('what was put is found as it was, with its vector to the bit; the same picture again changes nothing', async () => {
    const database = await open();
    const encoder = await encoderOf(database);
    const metadata = {
      'a\0b': ['\ud800', '🐆', "o'clock", '\\'],
      __proto__x: 1e300,
      nothing: null,
      deep: { list: [1] },
    };
    const first = picture('one', encoder, metadata, 5);
    const awkward = { ...first, record: { ...first.record, fileName: 'a\0b "c"' } };
    const before = Date.now();
    const [stored, other] = await database.images.put([awkward, picture('two', encoder)]);
    expect(stored).toEqual({ status: 'stored', image: awkward.record, change: 1 });
    expect(other).toMatchObject({ status: 'stored', change: 2 });
    expect(await database.images.metadata([sha256('two'), sha256('none'), sha256('one')])).toEqual([
      picture('two', encoder).record.metadata,
      undefined,
      metadata,
    ]);
    const [again] = await database.images.put([picture('one', encoder, { changed: true })]);
    expect(again).toEqual({ status: 'known', image: awkward.record, change: 1 });
    const [one, none, two] = await database.images.get([sha256('one'), sha256('none'), sha256('two')]);
    expect(one).toEqual(awkward.record);
    expect(none).toBeUndefined();
    expect(Date.parse(two?.createdAt ?? '')).toBeGreaterThanOrEqual(before - 1);
    expect(await database.images.embeddings([sha256('none'), sha256('one')], encoder)).toEqual([
      undefined,
      { vector: vectorOf('one'), length: 4 },
    ]);
    expect(await database.images.embeddings([sha256('one')], encoder + 1)).toEqual([undefined]);
    expect(await database.images.get([])).toEqual([]);
  });

  test('the same picture put many times at once is stored once', async () => {
    const database = await open();
    const encoder = await encoderOf(database);
    const outcomes = await Promise.all(
      Array.from({ length: 200 }, (_, n) => database.images.put([picture(`p${n % 3}`, encoder)])),
    );
    expect(outcomes.flat().filter(({ status }) => status === 'stored')).toHaveLength(3);
    expect(await database.images.count()).toBe(3);
    expect((await database.images.changes(0, 99)).map(({ number }) => number)).toEqual([1, 2, 3]);
  });

  test('lists and counts by metadata hold every picture once, also while others are stored', async () => {
    const database = await open();
    const { images } = database;
    const encoder = await encoderOf(database);
    const made = Array.from({ length: 1500 }, (_, n) => picture(`p${n}`, encoder, { n }));
    await images.put(made.slice(0, 1000));
    const none = {
      none: [
        { key: 'n', equals: 3 },
        { key: 'n', equals: 4 },
      ],
    };
    let storing = true;
    const others = Promise.all(made.slice(1000).map((one) => images.put([one]))).finally(() => (storing = false));
    const readers = Array.from({ length: 4 }, async () => {
      do {
        for (const order of ['NEWEST', 'OLDEST'] as const) {
          const ids = (await images.page({ first: 2000, order, filter: none })).images.map(({ id }) => id);
          expect(new Set(ids).size).toBe(ids.length);
          expect(await images.count(none)).toBeGreaterThanOrEqual(ids.length);
          expect(await images.count(none)).toBeLessThanOrEqual(1498);
        }
      } while (storing);
    });
    await Promise.all([others, ...readers]);
    expect(await images.count(none)).toBe(1498);
  });

  test('pages hold every picture once in the order of creation, also of thousands made in one millisecond', async () => {
    const database = await open();
    const encoder = await encoderOf(database);
    const made = Array.from({ length: 45 }, (_, n) => picture(`p${n}`, encoder, { n }, Math.floor(n / 2)));
    for (const image of [...made].reverse()) await database.images.put([image]);
    const newest = await allPages(database, 'NEWEST', 7);
    expect(newest).toHaveLength(45);
    expect(new Set(newest.map(({ id }) => id)).size).toBe(45);
    const times = newest.map(({ createdAt }) => createdAt);
    expect(times).toEqual([...times].sort().reverse());
    for (const first of [1, 45, 100]) expect(await allPages(database, 'OLDEST', first)).toEqual([...newest].reverse());
    const even = { any: [{ key: 'n', in: [0, 2, 4, 44] }] };
    expect((await allPages(database, 'OLDEST', 3, even)).map(({ metadata }) => metadata.n)).toEqual([0, 2, 4, 44]);
    const crowd = Array.from({ length: 2100 }, (_, n) => picture(`crowd ${n}`, encoder, {}, 100));
    await database.images.put(crowd);
    expect(await allPages(database, 'NEWEST', 1000)).toHaveLength(2145);
  });

  test('a cursor stays good when its picture is deleted; another server’s is refused', async () => {
    const database = await open();
    const encoder = await encoderOf(database);
    await database.images.put([1, 2, 3, 4].map((n) => picture(`p${n}`, encoder, {}, n)));
    const { cursors } = await database.images.page({ first: 2, order: 'NEWEST' });
    await database.images.delete([sha256('p3')]);
    const rest = await database.images.page({ first: 5, order: 'NEWEST', after: cursors[1] });
    expect(rest.images.map(({ id }) => id)).toEqual([sha256('p2'), sha256('p1')]);
    await expect(database.images.page({ first: 1, order: 'NEWEST', after: 'no cursor' })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });
  });

  test('changes of one picture at a time: the last one is in the feed, labels and counts follow', async () => {
    const database = await open();
    const encoder = await encoderOf(database);
    const id = sha256('one');
    await database.images.put([picture('one', encoder, { colour: 'red' }), picture('two', encoder, { colour: 'red' })]);
    const changes = await Promise.all(
      Array.from({ length: 5 }, (_, n) => database.images.update([{ id, metadata: { colour: `c${n}` } }])),
    );
    expect(
      changes
        .flat()
        .map((outcome) => outcome?.change)
        .sort(),
    ).toEqual([3, 4, 5, 6, 7]);
    expect(await database.images.changes(0, 9)).toEqual([
      { number: 2, id: sha256('two'), deleted: false },
      { number: 7, id, deleted: false },
    ]);
    expect(await database.images.count({ all: [{ key: 'colour', equals: 'red' }] })).toBe(1);
    const [field] = await database.images.fields(9, 9);
    expect(field).toMatchObject({ key: 'colour', count: 2 });
    expect(field?.values).toHaveLength(2);
    expect(
      await database.images.update([
        { id: sha256('none'), metadata: {} },
        { id, fileName: null },
      ]),
    ).toEqual([undefined, expect.objectContaining({ change: 8, image: expect.objectContaining({ fileName: null }) })]);
  });

  test('metadata is edited as it is then, by ids or wherever a filter holds, if that is for as many as expected', async () => {
    const { images, ...database } = await open();
    const encoder = await encoderOf({ images, ...database });
    const shop = ['a', 'b', 'c', 'd'].map((name, n) => picture(name, encoder, { n, kind: n < 3 ? 'mug' : 'cap' }));
    await images.put(shop);
    const cheaper = (metadata: JsonObject) => ({ ...metadata, sale: true, n: Number(metadata['n']) + 10 });
    const [one, none] = await images.edit([sha256('a'), sha256('nobody')], cheaper);
    expect(one).toMatchObject({ image: { metadata: { n: 10, kind: 'mug', sale: true } }, change: 5 });
    expect(none).toBeUndefined();
    const mugs = { filter: { all: [{ key: 'kind', equals: 'mug' }] }, expected: 3 };
    for (const expected of [0, 2, 4]) {
      expect(await images.editWhere({ ...mugs, expected }, cheaper)).toEqual({ unexpected: 3 });
      expect(await images.deleteWhere({ ...mugs, expected })).toEqual({ unexpected: 3 });
    }
    expect(await images.lastChange()).toBe(5);
    const edited = await images.editWhere(mugs, cheaper);
    expect(edited).toMatchObject({ outcome: [{ change: 6 }, { change: 7 }, { change: 8 }] });
    expect(await images.count({ all: [{ key: 'n', in: [20, 11, 12] }] })).toBe(3);
    expect(await images.count({ all: [{ key: 'n', equals: 3 }] })).toBe(1);
    // Many at once: none is lost, since each is made of what it then was.
    await Promise.all(Array.from({ length: 6 }, () => images.edit([sha256('d')], cheaper)));
    expect((await images.get([sha256('d')]))[0]?.metadata).toMatchObject({ n: 63 });
    const refuse = () => {
      throw new Error('too large');
    };
    await expect(images.editWhere(mugs, refuse)).rejects.toThrow('too large');
    const deleted = await images.deleteWhere(mugs);
    const ids = ['a', 'b', 'c'].map(sha256);
    expect(deleted).toMatchObject({ outcome: { deleted: expect.arrayContaining(ids), notFound: [] } });
    expect(await images.deleteWhere({ ...mugs, expected: 0 })).toMatchObject({ outcome: { deleted: [] } });
    expect(await images.count()).toBe(1);
    expect((await images.pendingRemovals(9)).map(({ id }) => id).sort()).toEqual(ids.sort());
  });

  test('a deletion stays in the feed until it is completed and every generation has applied it; meanwhile the picture is not put', async () => {
    const database = await open();
    const encoder = await encoderOf(database);
    const id = sha256('one');
    await database.images.put([picture('one', encoder, { word: 'unusual' }), picture('two', encoder)]);
    await database.generations.create('g1', encoder);
    const { epoch } = await database.generations.fence('g1');
    expect(await database.images.delete([id, id, sha256('none')])).toEqual({
      ...{ deleted: [id], notFound: [sha256('none')], change: 3 },
    });
    expect(await database.images.get([id])).toEqual([undefined]);
    expect(await database.images.embeddings([id], encoder)).toEqual([undefined]);
    expect(await database.images.count()).toBe(1);
    expect(await database.images.fields(9, 9)).toEqual([]);
    expect(await database.images.pendingRemovals(9)).toEqual([{ id, change: 3 }]);
    expect(await database.images.put([picture('one', encoder)])).toEqual([{ status: 'removing' }]);
    await database.images.removed([id]);
    expect(await database.images.pendingRemovals(9)).toEqual([]);
    const deletion = { number: 3, id, deleted: true };
    expect(await database.images.changes(2, 9)).toEqual([deletion]);
    await database.generations.advance('g1', epoch, { applied: 3, durable: 3 });
    expect(await database.images.changes(0, 9)).toEqual([{ number: 2, id: sha256('two'), deleted: false }]);
    expect(await database.images.put([picture('one', encoder)])).toMatchObject([{ status: 'stored', change: 4 }]);
    expect(await database.images.lastChange()).toBe(4);
  });

  test('an object without a record is deleted as a picture is: whoever stores it meanwhile is told', async () => {
    const database = await open();
    const { images } = database;
    const encoder = await encoderOf(database);
    const [stored, deleted, stray, other] = ['stored', 'deleted', 'stray', 'other'].map(sha256) as [
      string,
      string,
      string,
      string,
    ];
    await images.put([picture('stored', encoder), picture('deleted', encoder)]);
    await images.delete([deleted]);
    const ids = [stray, other].sort();
    expect(await images.reserveStrays([stored, stray, deleted, other, stray])).toEqual({ ids, change: 5 });
    expect(await images.reserveStrays([stored, stray, deleted, other])).toEqual({ ids: [], change: 5 });
    expect(await images.put([picture('stray', encoder)])).toEqual([{ status: 'removing' }]);
    expect((await images.get([stored])).map((image) => image?.id)).toEqual([stored]);
    expect(await images.count()).toBe(1);
    // After a kill the deletion is completed like any other.
    expect((await images.pendingRemovals(9)).map(({ id }) => id).sort()).toEqual([deleted, ...ids].sort());
    await images.removed([stray, other]);
    expect(await images.put([picture('stray', encoder)])).toMatchObject([{ status: 'stored', change: 6 }]);
    // At a time: one of them is refused or comes first, and no record is without its object.
    const [put, reserved] = await Promise.all([images.put([picture('other', encoder)]), images.reserveStrays([other])]);
    expect(put[0]?.status).toBe(reserved.ids.length === 1 ? 'removing' : 'stored');
  });

  test('embeddings of a second encoder come beside those of the first, each as a change', async () => {
    const database = await open();
    const first = await encoderOf(database);
    const second = await database.generations.encoder('another', { model: 'another' });
    await database.images.put([picture('one', first), picture('two', first)]);
    expect(await database.images.put([picture('one', second)])).toMatchObject([{ status: 'known', change: 3 }]);
    const embedding = { vector: vectorOf('other'), length: 9 };
    await database.images.embed(
      [
        { id: sha256('two'), embedding },
        { id: sha256('none'), embedding },
      ],
      second,
    );
    expect(await database.images.embeddings([sha256('two')], second)).toEqual([embedding]);
    expect(await database.images.embeddings([sha256('two')], first)).toEqual([{ vector: vectorOf('two'), length: 4 }]);
    expect((await database.images.changes(2, 9)).map(({ id }) => id)).toEqual([sha256('one'), sha256('two')]);
    await database.images.delete([sha256('one'), sha256('two')]);
    expect(await database.images.count()).toBe(0);
  });

  test('metadata fields: keys by pictures, values by what a filter on them finds, types, ranges; down to nothing', async () => {
    const database = await open();
    const encoder = await encoderOf(database);
    const metadata: JsonObject[] = [
      { colour: 'red', price: 5, tags: ['a', 'b', 'a'], on: true },
      { colour: 'red', price: 7.5, tags: ['b', 3], note: null },
      { colour: 'blue', price: '5', tags: [], shape: { sides: 3 } },
      { colour: ['red', null, ['x'], { y: 1 }], price: -2, on: false },
    ];
    await database.images.put(metadata.map((item, n) => picture(`p${n}`, encoder, item, n)));
    const none = { minimum: null, maximum: null };
    const once = (...values: (string | number | boolean)[]) => values.map((value) => ({ value, count: 1 }));
    expect(await database.images.fields(20, 20)).toEqual([
      {
        key: 'colour',
        count: 4,
        types: ['STRING', 'LIST'],
        values: [{ value: 'red', count: 3 }, ...once('blue')],
        ...none,
      },
      { key: 'price', count: 4, types: ['NUMBER', 'STRING'], values: once(-2, 5, 7.5, '5'), minimum: -2, maximum: 7.5 },
      { key: 'tags', count: 3, types: ['LIST'], values: [{ value: 'b', count: 2 }, ...once(3, 'a')], ...none },
      { key: 'on', count: 2, types: ['BOOLEAN'], values: once(false, true), ...none },
      { key: 'shape', count: 1, types: ['OBJECT'], values: [], ...none },
    ]);
    expect(await database.images.fields(1, 1)).toMatchObject([{ key: 'colour', values: [{ value: 'red', count: 3 }] }]);
    await database.images.delete(metadata.map((_, n) => sha256(`p${n}`)));
    expect(await database.images.fields(20, 20)).toEqual([]);
  });

  test('counts are exact after every change; a search that nobody waits for any more ends', async () => {
    const database = await open();
    const encoder = await encoderOf(database);
    await database.images.put(Array.from({ length: 60 }, (_, n) => picture(`p${n}`, encoder, { n, odd: n % 2 === 1 })));
    const filter = {
      all: [
        { key: 'n', atLeast: 10 },
        { key: 'odd', equals: true },
      ],
    };
    expect(await database.images.count(filter)).toBe(25);
    await database.images.delete([sha256('p59')]);
    expect(await database.images.count(filter)).toBe(24);
    expect(await database.images.count({ none: [{ key: 'odd', equals: true }] })).toBe(30);
    expect(await database.images.count({ any: [] })).toBe(0);
    const signal = AbortSignal.abort(new Error('gone'));
    await expect(database.images.page({ first: 1, order: 'NEWEST', filter, signal })).rejects.toThrow('gone');
    await expect(database.images.count({ none: [{ key: 'n', lessThan: 3 }] }, signal)).rejects.toThrow('gone');
  });
}
