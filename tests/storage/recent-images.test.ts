import { expect, test } from 'vitest';
import { RecentImages } from '../../src/services/storage/database/images/recent-images.js';
import type { ImageRow } from '../../src/services/storage/database/images/records.js';
import type { StoredImage } from '../../src/services/storage/types/index.js';

function held() {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

/** A table of one picture, whose reads and changes are held back where a test wants it. */
function table() {
  let words = 'old';
  let reads = 0;
  const recent = new RecentImages();
  const row = (): Map<string, ImageRow> => {
    const image = { id: 'a', metadata: { words } } as unknown as StoredImage;
    return new Map([['a', { position: 1, change: 1, image, metadataLength: 10 }]]);
  };
  const get = async (arrives: Promise<unknown> = Promise.resolve()) => {
    const read = async () => {
      reads += 1;
      const found = row();
      await arrives;
      return found;
    };
    const [image] = await recent.get(['a'], read);
    return image?.metadata['words'];
  };
  const change = (to: string, until: Promise<unknown> = Promise.resolve(), ids: readonly string[] | 'any' = ['a']) =>
    recent.changing(
      async () => {
        await until;
        words = to;
      },
      ids === 'any' ? undefined : ids,
    );
  return { get, change, reads: () => reads };
}

test('what was read is not read again, until it changes', async () => {
  const { get, change, reads } = table();
  expect([await get(), await get(), reads()]).toEqual(['old', 'old', 1]);
  await change('new');
  expect([await get(), await get(), reads()]).toEqual(['new', 'new', 2]);
  await change('other', undefined, ['b']);
  expect([await get(), reads()]).toEqual(['new', 2]);
  await change('newest', undefined, 'any');
  expect(await get()).toBe('newest');
});

test('what is read while it changes is not kept', async () => {
  const { get, change } = table();
  const committed = held();
  const changing = change('new', committed.promise);
  expect(await get()).toBe('old');
  committed.resolve();
  await changing;
  expect(await get()).toBe('new');
});

test('what was read before a change and arrives after it is not kept', async () => {
  const { get, change } = table();
  const arrived = held();
  const reading = get(arrived.promise);
  await change('new');
  arrived.resolve();
  expect(await reading).toBe('old');
  expect(await get()).toBe('new');
});
