import { expect, test } from 'vitest';
import { queryKey, type Database, type SearchToSave } from '../../../src/services/storage/types/index.js';
import { sha256, vectorOf } from '../support.js';

const NOW = Date.UTC(2026, 0, 1);

function search(
  id: string,
  picture: SearchToSave['picture'] = null,
  seconds = 0,
  parts: SearchToSave['parts'] = [],
): SearchToSave {
  return {
    ...{ id, createdAt: NOW + seconds * 1000, expiresAt: NOW + seconds * 1000 + 3_600_000, picture, parts },
    content: { instruction: `find ${id}\0`, timings: { total: 1.5 } },
    embedding: vectorOf(id),
    hits: [1, 2].map((n) => ({ id: sha256(`${id}${n}`), score: 1 / (n + 2) })),
  };
}

const pictureOf = (name: string, owner: string, bytes = 1000) => ({
  ...{ sha256: sha256(name), key: queryKey(sha256(name), owner), bytes },
});

type Kept = ReturnType<typeof pictureOf>;
const bySha256 = (one: Kept, other: Kept) => (one.sha256 < other.sha256 ? -1 : 1);

/** What every `Searches` does. @param open an empty database, closed after the test */
export function searchesConformance(open: () => Promise<Database>): void {
  test('a search is found as it was saved until it expires; more hits replace it', async () => {
    const { searches } = await open();
    const saved = search('one', pictureOf('cat', 'one'));
    expect(await searches.save(saved)).toBe('saved');
    expect(await searches.get('one', NOW)).toEqual(saved);
    expect(await searches.get('one', saved.expiresAt)).toBeUndefined();
    const more = { id: 'one', content: { complete: true }, hits: [...saved.hits, { id: sha256('x'), score: -1 / 3 }] };
    const { bytes } = await searches.usage();
    expect(await searches.extend(more)).toBe(true);
    expect(await searches.get('one', NOW)).toEqual({ ...saved, ...more });
    expect((await searches.usage()).bytes).toBe(
      bytes + 40 + JSON.stringify(more.content).length - JSON.stringify(saved.content).length,
    );
    expect(await searches.extend({ ...more, id: 'none' })).toBe(false);
    expect(await searches.get('none', NOW)).toBeUndefined();
  });

  test('searches with the same picture share its object, which goes with the last of them', async () => {
    const { searches } = await open();
    const cat = pictureOf('cat', 'one');
    await searches.save(search('one', cat));
    expect(await searches.picture(cat.sha256)).toEqual(cat);
    expect(await searches.picture(sha256('dog'))).toBeUndefined();
    await searches.save(search('two', cat, 1));
    expect(await searches.referred([cat.key, 'queries/none'])).toEqual([cat.key]);
    expect(await searches.erase(['one', 'none'])).toEqual({ count: 1, objects: [] });
    expect((await searches.get('two', NOW))?.picture).toEqual(cat);
    expect(await searches.erase(['two'])).toEqual({ count: 1, objects: [cat.key] });
    expect(await searches.save(search('three', cat))).toBe('picture gone');
    expect(await searches.get('three', NOW)).toBeUndefined();
    expect(await searches.save(search('three', pictureOf('cat', 'three')))).toBe('saved');
    expect(await searches.erase('all')).toEqual({ count: 1, objects: [queryKey(cat.sha256, 'three')] });
    expect(await searches.usage()).toEqual({ count: 0, bytes: 0 });
  });

  test('the pictures of the parts are kept as the query picture is, and shared with it', async () => {
    const { searches } = await open();
    const [cat, dog, owl] = ['cat', 'dog', 'owl'].map((name) => pictureOf(name, 'one')).sort(bySha256) as [
      Kept,
      Kept,
      Kept,
    ];
    await searches.save(search('one', cat, 0, [dog, owl]));
    expect(await searches.get('one', NOW)).toEqual(search('one', cat, 0, [dog, owl]));
    expect((await searches.referred([cat.key, dog.key, owl.key])).sort()).toEqual([cat.key, dog.key, owl.key].sort());
    await searches.save(search('two', dog, 1, [cat]));
    await searches.save(search('three', null, 2, [cat]));
    expect(await searches.erase(['one'])).toEqual({ count: 1, objects: [owl.key] });
    expect(await searches.save(search('four', null, 3, [owl]))).toBe('picture gone');
    expect((await searches.get('two', NOW))?.parts).toEqual([cat]);
    expect(await searches.erase(['two'])).toEqual({ count: 1, objects: [dog.key] });
    const { bytes } = await searches.usage();
    expect(await searches.trim(NOW, bytes - 1)).toEqual({ count: 1, objects: [cat.key] });
    expect(await searches.usage()).toEqual({ count: 0, bytes: 0 });
  });

  test('what has expired is forgotten, then the oldest, until all fit', async () => {
    const { searches } = await open();
    for (let n = 0; n < 250; n++) await searches.save(search(`s${n}`, n % 2 ? pictureOf(`p${n}`, `s${n}`) : null, n));
    const expired = await searches.trim(NOW + 3_600_000 + 109_000, Infinity);
    expect(expired.count).toBe(110);
    expect(expired.objects).toHaveLength(55);
    const { count, bytes } = await searches.usage();
    expect(count).toBe(140);
    const { count: oldest } = await searches.trim(NOW, bytes / 2);
    const left = await searches.usage();
    // With room for the next ones.
    expect(left.bytes).toBeLessThanOrEqual(0.98 * (bytes / 2));
    expect(await searches.trim(NOW, left.bytes)).toEqual({ count: 0, objects: [] });
    expect(oldest).toBeLessThan(75);
    expect(await searches.get(`s${110 + oldest - 1}`, NOW)).toBeUndefined();
    expect(await searches.get(`s${110 + oldest}`, NOW)).toBeDefined();
  });
}
