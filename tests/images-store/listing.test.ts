import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchesFilter } from '../../src/services/storage/metadata-filter.js';
import type { ImageOrder, ImageStore, MetadataFilter, NewImage } from '../../src/services/storage/images.js';
import { openImageStore } from '../../src/services/storage/file-store/images/index.js';
import { identity, newImage, openStore, temporaryFolder } from './support.js';

const byTime = (one: NewImage, other: NewImage) =>
  one.record.createdAt < other.record.createdAt ||
  (one.record.createdAt === other.record.createdAt && one.record.id < other.record.id)
    ? -1
    : 1;

/** Follows the cursors to the end. */
function* pages(store: ImageStore, order: ImageOrder, first: number, filter?: MetadataFilter) {
  let after: string | undefined;
  for (;;) {
    const page = store.list({ first, order, after, filter });
    yield page;
    if (!page.hasNextPage) return;
    after = page.cursors.at(-1);
  }
}

test('pages newest first and oldest first hold every picture once, in the order of their creation', async () => {
  const store = await openStore(await temporaryFolder());
  // Pairs share a time, and they arrive out of order.
  const images = Array.from({ length: 45 }, (_, n) => newImage(`p${n}`, Math.floor(n / 2), { n }));
  await Promise.all([...images].reverse().map((image) => store.put(image)));
  const oldest = [...images].sort(byTime).map(({ record }) => record);
  for (const first of [1, 7, 45, 100]) {
    expect([...pages(store, 'OLDEST', first)].flatMap((page) => page.images)).toEqual(oldest);
    expect([...pages(store, 'NEWEST', first)].flatMap((page) => page.images)).toEqual([...oldest].reverse());
  }
  for (const page of pages(store, 'NEWEST', 7)) expect(page.totalCount).toBe(45);
  const even: MetadataFilter = { any: [{ key: 'n', in: [0, 2, 4, 44] }] };
  const filtered = [...pages(store, 'OLDEST', 3, even)];
  expect(filtered.flatMap(({ images: found }) => found.map(({ metadata }) => metadata.n))).toEqual([0, 2, 4, 44]);
  expect(filtered.map(({ totalCount }) => totalCount)).toEqual([4, 4]);
});

test('a page that is exactly full says that nothing follows; an empty store has an empty page', async () => {
  const store = await openStore(await temporaryFolder());
  expect(store.list({ first: 5, order: 'NEWEST' })).toEqual({
    images: [],
    cursors: [],
    hasNextPage: false,
    totalCount: 0,
  });
  await Promise.all([1, 2, 3].map((n) => store.put(newImage(`p${n}`, n))));
  expect(store.list({ first: 3, order: 'NEWEST' }).hasNextPage).toBe(false);
  expect(store.list({ first: 2, order: 'NEWEST' }).hasNextPage).toBe(true);
});

test('inserts, deletes and changes between pages neither repeat nor skip a surviving picture', async () => {
  const folder = await temporaryFolder();
  const store = await openStore(folder);
  const metadataOf = fc.record({ colour: fc.constantFrom('red', 'blue') });
  const step = fc.record({
    delete: fc.array(fc.nat(39), { maxLength: 4 }),
    insert: fc.array(fc.tuple(fc.nat(60), metadataOf), { maxLength: 3 }),
    change: fc.array(fc.nat(39), { maxLength: 2 }),
  });
  let round = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom<ImageOrder>('NEWEST', 'OLDEST'),
      fc.boolean(),
      fc.integer({ min: 1, max: 9 }),
      fc.array(step, { minLength: 1, maxLength: 6 }),
      async (order, filtered, first, steps) => {
        round += 1;
        const images = Array.from({ length: 40 }, (_, n) =>
          newImage(`r${round}p${n}`, n, { colour: n % 3 ? 'red' : 'blue', round }),
        );
        await Promise.all(images.map((image) => store.put(image)));
        const filter: MetadataFilter = {
          all: [{ key: 'round', equals: round }, ...(filtered ? [{ key: 'colour', equals: 'red' }] : [])],
        };
        const touched = new Set<string>();
        const seen: string[] = [];
        let after: string | undefined;
        for (const { delete: gone, insert, change } of [
          ...steps,
          ...Array.from({ length: 60 }, () => ({ delete: [], insert: [], change: [] })),
        ]) {
          const page = store.list({ first, order, after, filter });
          seen.push(...page.images.map(({ id }) => id));
          if (!page.hasNextPage) break;
          after = page.cursors.at(-1);
          const ids = gone.map((n) => images[n]?.record.id ?? '');
          await store.delete(ids);
          const added = insert.map(([time, metadata], n) =>
            newImage(`r${round}new${seen.length}-${n}`, time, { ...metadata, round }),
          );
          await Promise.all(added.map((image) => store.put(image)));
          const changed = change.map((n) => images[n]?.record.id ?? '');
          for (const id of changed) await store.update(id, { metadata: { colour: 'green', round } });
          for (const id of [...ids, ...changed, ...added.map(({ record }) => record.id)]) touched.add(id);
        }
        expect(new Set(seen).size).toBe(seen.length);
        const survivors = images.filter(
          ({ record }) => !touched.has(record.id) && matchesFilter(record.metadata, filter),
        );
        const expected = survivors.sort(byTime).map(({ record }) => record.id);
        expect(seen.filter((id) => !touched.has(id))).toEqual(order === 'OLDEST' ? expected : expected.reverse());
        const all = store.list({ first: 1000, order: 'OLDEST', filter });
        expect(all.images).toEqual(
          store.list({ first: 1000, order: 'OLDEST' }).images.filter(({ metadata }) => matchesFilter(metadata, filter)),
        );
        await store.delete(all.images.map(({ id }) => id));
      },
    ),
    { numRuns: 25, seed: 11 },
  );
});

test('a cursor goes on after a restart and after its own picture was deleted', async () => {
  const folder = await temporaryFolder();
  const images = [1, 2, 3, 4].map((n) => newImage(`p${n}`, n));
  const first = await openImageStore(folder, { identity });
  await Promise.all(images.map((image) => first.put(image)));
  const [, after = ''] = first.list({ first: 2, order: 'NEWEST' }).cursors;
  await first.delete([images[2]?.record.id ?? '']);
  await first.close();
  const second = await openStore(folder);
  expect(second.list({ first: 5, order: 'NEWEST', after }).images).toEqual([images[1]?.record, images[0]?.record]);
  expect(second.list({ first: 5, order: 'OLDEST', after }).images).toEqual([images[3]?.record]);
});

test.each(['', 'x', 'not a cursor', 'AAAA', Buffer.alloc(40, 255).toString('base64url')])(
  'the cursor %j is refused as bad input with the remedy',
  async (after) => {
    const store = await openStore(await temporaryFolder());
    expect(() => store.list({ first: 1, order: 'NEWEST', after })).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', message: expect.stringContaining('Leave `after` out') }),
    );
  },
);
