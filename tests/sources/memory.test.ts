import { expect, it } from 'vitest';
import { PictureReader } from '../../src/services/collection/picture-source.js';
import { fetcher, png, pretendInternet, startServer } from './support.js';

const PICTURE = png(100_000);

it('has in memory no more pictures of one client than its share, and leaves room for others', async () => {
  let most = 0;
  let held = 0;
  const web = await startServer((_request, response) => response.end(PICTURE));
  const internet = pretendInternet(web.port);
  const reader = new PictureReader(
    fetcher({ bytes: PICTURE.length, dial: internet.dial, resolve: async () => ['93.184.216.34'] }),
    // A quarter of it is the share of one client: three pictures.
    { uploadBytes: PICTURE.length, urlBytes: PICTURE.length, pictureMemoryBytes: 12 * PICTURE.length + 40 },
  );
  const free: (() => void)[] = [];
  const hold = async (client: string) =>
    reader.withPicture({ kind: 'url', url: `http://pictures.example/${client}` }, { client }, async ({ bytes }) => {
      held += bytes.length;
      most = Math.max(most, held);
      await new Promise<void>((resolve) => free.push(resolve));
      held -= bytes.length;
    });
  const one = Array.from({ length: 30 }, () => hold('one'));
  await expect.poll(() => free.length).toBe(3);
  const other = hold('another');
  await expect.poll(() => free.length).toBe(4);
  expect(web.asked).toHaveLength(4);
  for (let done = 0; done < 31; done++) {
    await expect.poll(() => free.length).toBeGreaterThan(0);
    free.shift()?.();
  }
  await Promise.all([...one, other]);
  expect(most).toBeLessThanOrEqual(4 * PICTURE.length);
});

it('counts what a server says of the size, so that small pictures are fetched side by side', async () => {
  const small = png(10);
  const web = await startServer((_request, response) => response.end(small));
  const { dial } = pretendInternet(web.port);
  const reader = new PictureReader(fetcher({ bytes: 1_000_000, dial, resolve: async () => ['93.184.216.34'] }), {
    ...{ uploadBytes: 1_000_000, urlBytes: 1_000_000, pictureMemoryBytes: 4_400_000 },
  });
  let together = 0;
  let all: () => void = () => undefined;
  const met = new Promise<void>((resolve) => (all = resolve));
  const fetches = Array.from({ length: 20 }, () =>
    reader.withPicture({ kind: 'url', url: 'http://pictures.example/a.png' }, {}, () => {
      if (++together === 20) all();
      return met;
    }),
  );
  await Promise.all(fetches);
});

it('stops waiting for memory when the answer is of no use any more', async () => {
  const reader = new PictureReader(fetcher(), { uploadBytes: 1000, urlBytes: 1000, pictureMemoryBytes: 4000 });
  const input = { bytes: png(), mimeType: 'image/png', fileName: null } as const;
  const file = { kind: 'file', read: async () => input } as const;
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const first = reader.withPicture({ kind: 'file', read: () => held.then(() => input) }, {}, async () => 'first');
  const gone = new AbortController();
  const second = reader.withPicture(file, { signal: gone.signal }, async () => 'second');
  const third = reader.withPicture(file, {}, async () => 'third');
  gone.abort(new Error('the client left'));
  await expect(second).rejects.toThrow('the client left');
  release();
  await expect(Promise.all([first, third])).resolves.toEqual(['first', 'third']);
});
