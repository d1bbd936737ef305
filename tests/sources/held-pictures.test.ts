import { expect, it, vi } from 'vitest';
import { PictureReader } from '../../src/services/collection/picture-source.js';
import { collectGarbage } from '../support/garbage.js';
import { send } from '../support/graphql.js';
import { picture } from '../support/pictures.js';
import { startTestServer } from '../support/server.js';

it('many searches of one request, each with its picture, hold none of them when all are encoded', async () => {
  const read: WeakRef<Uint8Array>[] = [];
  const withPicture = Object.getOwnPropertyDescriptor(PictureReader.prototype, 'withPicture')
    ?.value as PictureReader['withPicture'];
  vi.spyOn(PictureReader.prototype, 'withPicture').mockImplementation(function (
    this: PictureReader,
    source,
    caller,
    use,
  ) {
    return withPicture.call(this, source, caller, (input) => {
      read.push(new WeakRef(input.bytes));
      return use(input);
    }) as ReturnType<typeof use>;
  });
  const { endpoint, server } = await startTestServer();
  const { lists } = server.services.search;
  const begin = lists.begin.bind(lists);
  let held: number | undefined;
  vi.spyOn(lists, 'begin').mockImplementation(async (...asked) => {
    // What is about to be thrown away is let go in a turn of its own.
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
    held = read.filter((bytes) => bytes.deref() !== undefined).length;
    return begin(...asked);
  });
  const image = (await picture(1)).toString('base64');
  const searches = Array.from({ length: 12 }, (_, n) => `s${n}: search(image: { base64: $image }) { id }`);
  const parts = 'p: search(like: [{ image: { base64: $image } }, { image: { base64: $image } }]) { id }';
  const { errors } = await send(endpoint, `query ($image: String!) { ${searches.join(' ')} ${parts} }`, { image });
  expect(errors).toBeUndefined();
  expect(read.length).toBeGreaterThanOrEqual(14);
  expect(held).toBeLessThanOrEqual(1);
});
