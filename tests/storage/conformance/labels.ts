import { expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../../../src/lib/json.js';
import { matchesFilter } from '../../../src/services/storage/metadata-filter.js';
import type { Database, MetadataFilter } from '../../../src/services/storage/types/index.js';
import { encoderOf, picture, sha256 } from '../support.js';
import { Dice } from './dice.js';

const raise = (): never => {
  throw new Error('there is none');
};

/** Pictures are found by their metadata from their acknowledgement on. @param open an empty database, closed after the test */
export function labelsConformance(open: () => Promise<Database>): void {
  test('a picture that is changed or deleted right after it was stored is found and counted as it is', async () => {
    const database = await open();
    const { images } = database;
    const encoder = await encoderOf(database);
    const colour = (equals: string) => ({ all: [{ key: 'colour', equals }] });
    const found = async (equals: string) => {
      const page = await images.page({ first: 9, order: 'OLDEST', filter: colour(equals) });
      expect(await images.count(colour(equals))).toBe(page.images.length);
      return page.images.map(({ fileName }) => fileName);
    };
    // The first ones after a start are treated in a way of their own.
    await images.put([picture('first', encoder, { first: true })]);
    const made = Array.from({ length: 6 }, (_, n) => picture(`p${n}`, encoder, { colour: 'red', n }, n));
    await images.put(made);
    await Promise.all([
      images.update([{ id: sha256('p0'), metadata: { colour: 'green' } }]),
      images.delete([sha256('p1')]),
      images.edit([sha256('p2')], ({ n: _, ...rest }) => ({ ...rest, colour: 'blue' })),
    ]);
    await images.touch([sha256('p3')]);
    expect([await found('red'), await found('green'), await found('blue')]).toEqual([
      ['p3.png', 'p4.png', 'p5.png'],
      ['p0.png'],
      ['p2.png'],
    ]);
    await images.removed([sha256('p1')]);
    await images.put([made[1] ?? raise()]);
    const erased = await images.deleteWhere({ filter: colour('red'), expected: 4 });
    expect(erased).toMatchObject({ outcome: { deleted: [1, 3, 4, 5].map((n) => sha256(`p${n}`)) } });
    expect(await images.fields(9, 9)).toEqual([
      {
        ...{ key: 'colour', count: 2, types: ['STRING'], minimum: null, maximum: null },
        values: [
          { value: 'blue', count: 1 },
          { value: 'green', count: 1 },
        ],
      },
      {
        ...{ key: 'first', count: 1, types: ['BOOLEAN'], minimum: null, maximum: null },
        values: [{ value: true, count: 1 }],
      },
    ]);
  });

  test('lists and counts are right while thousands of labels are stored, and stay so', async () => {
    const database = await open();
    const { images } = database;
    const encoder = await encoderOf(database);
    const even = { key: 'even', equals: true };
    const low = { key: 'n', lessThan: 350 };
    const tags = (n: number) => Array.from({ length: 10 }, (_, index) => `t${n + index}`);
    const made = Array.from({ length: 700 }, (_, n) =>
      picture(`p${n}`, encoder, { even: n % 2 === 0, n, tags: tags(n) }),
    );
    const metadataOf = async (filter: MetadataFilter) =>
      (await images.page({ first: 1000, order: 'NEWEST', filter })).images.map(({ metadata }) => metadata);
    for (let start = 0; start < 700; start += 70) {
      const storing = Promise.all(made.slice(start, start + 70).map((one) => images.put([one])));
      const odd = await metadataOf({ none: [even] });
      expect(odd.filter((metadata) => metadata['even'] !== false)).toEqual([]);
      for (const filter of [{ all: [even, low] }, { none: [even] }, { none: [even, low] }])
        expect(await images.count(filter)).toBeLessThanOrEqual((start + 70) / 2);
      expect(await images.count({ none: [even] })).toBeGreaterThanOrEqual(start / 2);
      await storing;
      expect(await images.count({ all: [even, low] })).toBe(Math.min(175, (start + 70) / 2));
      expect(await images.count({ none: [even] })).toBe((start + 70) / 2);
      expect(await images.count({ none: [even, low] })).toBe(Math.max(0, (start + 70 - 350) / 2));
      expect(await images.count({ all: [{ key: 'tags', equals: `t${start + 9}` }] })).toBe(10);
    }
    const [counted = raise()] = (await images.fields(9, 2)).filter(({ key }) => key === 'even');
    expect(counted).toMatchObject({ count: 700, values: [{ count: 350 }, { count: 350 }] });
  });

  test('pictures that say very much are found by each word of it', async () => {
    const database = await open();
    const { images } = database;
    const encoder = await encoderOf(database);
    const said = (n: number) => Array.from({ length: 400 }, (_, index) => n * 200 + index);
    const made = Array.from({ length: 60 }, (_, n) => picture(`p${n}`, encoder, { said: said(n) }));
    for (const some of [made.slice(0, 1), made.slice(1, 10), made.slice(10, 50), made.slice(50)])
      await Promise.all(some.map((one) => images.put([one])));
    expect(await images.count({ all: [{ key: 'said', equals: 250 }] })).toBe(2);
    expect(await images.count({ all: [{ key: 'said', equals: 100 }] })).toBe(1);
    expect(await images.fields(1, 0)).toMatchObject([{ key: 'said', count: 60 }]);
  });

  test('of more pictures than are sorted at once, those with a key, a value or a number in a range are listed in order', async () => {
    const database = await open();
    const { images } = database;
    const encoder = await encoderOf(database);
    const made = Array.from({ length: 5300 }, (_, n) => picture(`p${n}`, encoder, { n, half: n % 2 === 0 }, n));
    await images.put(made.slice(0, 5200));
    await images.put(made.slice(5200));
    const listed = async (filter: MetadataFilter, order: 'NEWEST' | 'OLDEST') => {
      const page = await images.page({ first: 9999, order, filter });
      return page.images.map(({ metadata }) => metadata['n']);
    };
    const numbers = made.map((_, n) => n);
    const exists = { key: 'half', exists: true };
    const range = { key: 'n', atLeast: 100, lessThan: 5250 };
    const even = { key: 'half', equals: true };
    for (const [filter, passes] of [
      [{ all: [exists] }, () => true],
      [{ all: [exists, range] }, (n: number) => n >= 100 && n < 5250],
      [{ all: [exists, { key: 'n', atLeast: 5190 }] }, (n: number) => n >= 5190],
      [{ all: [exists], none: [even] }, (n: number) => n % 2 === 1],
    ] as const) {
      const expected = numbers.filter(passes);
      expect(await listed(filter, 'OLDEST')).toEqual(expected);
      expect(await listed(filter, 'NEWEST')).toEqual([...expected].reverse());
      expect(await images.count(filter)).toBe(expected.length);
    }
  });

  test('random changes beside one another: lists, counts and fields are those of what is stored then', async () => {
    const database = await open();
    const { images } = database;
    const encoder = await encoderOf(database);
    const dice = new Dice(7);
    const stored = new Map<string, JsonObject>();
    let made = 0;
    for (let round = 0; round < 12; round++) {
      const known = [...stored.keys()];
      const [edited, deleted] = [known.filter((_, n) => n % 5 === round % 5), known.filter((_, n) => n % 7 === 3)];
      const gone = new Set(deleted);
      const added = Array.from({ length: 20 }, () => picture(`p${made++}`, encoder, dice.metadata()));
      const changed = edited.filter((id) => !gone.has(id)).map((id) => ({ id, metadata: dice.metadata() }));
      await Promise.all([
        ...added.map((one) => images.put([one])),
        ...changed.map((one) => images.update([one])),
        images.delete(deleted),
      ]);
      for (const { record } of added) stored.set(record.id, record.metadata);
      for (const { id, metadata } of changed) stored.set(id, metadata);
      for (const id of deleted) stored.delete(id);

      const all = [...stored.values()];
      expect(sorted(await images.fields(99, 99))).toEqual(sorted(fieldsOf(all)));
      expect(await images.fields(3, 0)).toEqual((await images.fields(99, 0)).slice(0, 3));
      for (let n = 0; n < 10; n++) {
        const filter = dice.filter();
        const passing = all.filter((metadata) => matchesFilter(metadata, filter)).length;
        const { images: found } = await images.page({ first: 999, order: 'NEWEST', filter });
        expect([found.length, await images.count(filter)]).toEqual([passing, passing]);
      }
    }
  });

  test('pictures are changed by many while others are stored and counted: nobody is in the way', async () => {
    const database = await open();
    const { images } = database;
    const encoder = await encoderOf(database);
    const edited = { all: [{ key: 'edited', equals: true }] };
    const made = Array.from({ length: 120 }, (_, n) => picture(`p${n}`, encoder, { n }));
    await Promise.all(
      made.map(async (one, n) => {
        await images.put([one]);
        if (n % 3 === 0) await images.edit([one.record.id], (metadata) => ({ ...metadata, edited: true }));
        if (n % 3 === 1) await images.embed([{ id: one.record.id, embedding: one.embedding }], encoder);
        expect(await images.count(edited)).toBeLessThanOrEqual(40);
      }),
    );
    expect(await images.count(edited)).toBe(40);
  });
}

interface Field {
  readonly key: string;
  readonly count: number;
  readonly types: readonly string[];
  readonly values: readonly { readonly value: unknown; readonly count: number }[];
  readonly minimum: number | null;
  readonly maximum: number | null;
}

/** What `fields` says, by looking at every picture. */
function fieldsOf(all: readonly JsonObject[]): Field[] {
  const keys = new Set(all.flatMap((metadata) => Object.keys(metadata).filter((key) => metadata[key] !== null)));
  return [...keys].map((key): Field => {
    const under = all.filter((metadata) => Object.hasOwn(metadata, key) && metadata[key] !== null);
    const values = under.map((metadata) => metadata[key] as JsonValue);
    const counts = new Map<unknown, number>();
    for (const value of values) {
      for (const item of new Set(Array.isArray(value) ? value : [value])) {
        if (item !== null && typeof item !== 'object') counts.set(item, (counts.get(item) ?? 0) + 1);
      }
    }
    const numbers = values.filter((value) => typeof value === 'number');
    return {
      ...{ key, count: under.length, types: [...new Set(values.map(typeOf))] },
      values: [...counts].map(([value, count]) => ({ value, count })),
      minimum: numbers.length === 0 ? null : Math.min(...numbers),
      maximum: numbers.length === 0 ? null : Math.max(...numbers),
    };
  });
}

const typeOf = (value: JsonValue) => (Array.isArray(value) ? 'LIST' : (typeof value).toUpperCase());

const unsigned = (number: number | null) => (number === null ? null : number + 0);

/** In an order that does not depend on how often something is there. */
const sorted = (fields: readonly Field[]) =>
  fields
    .map(({ types, values, minimum, maximum, ...field }) => ({
      ...{ ...field, types: [...types].sort(), values: values.map((value) => JSON.stringify(value)).sort() },
      // Databases do not keep the sign of a zero.
      ...{ minimum: unsigned(minimum), maximum: unsigned(maximum) },
    }))
    .sort((one, other) => (one.key < other.key ? -1 : 1));
