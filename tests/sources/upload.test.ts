import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import { expect, it } from 'vitest';
import { readUpload } from '../../src/services/collection/sources/index.js';
import { png } from './support.js';

const limits = { bytes: 10_000, idleMilliseconds: 5_000 };

function upload(filename = 'a.png') {
  const stream: PassThrough & { truncated?: boolean } = new PassThrough();
  return { stream, file: { filename, createReadStream: () => stream } };
}

it('reads a file whole, and believes its bytes, not its name', async () => {
  const { stream, file } = upload('leopard.jpg');
  const picture = png(300);
  stream.write(picture.subarray(0, 10));
  stream.end(picture.subarray(10));
  const read = await readUpload(file, limits);
  expect(read).toMatchObject({ mimeType: 'image/png', fileName: 'leopard.jpg' });
  expect(read.bytes.equals(picture)).toBe(true);
});

it('takes a file of exactly the limit, and refuses one byte more', async () => {
  const picture = png(100);
  for (const [bytes, fits] of [
    [picture.length, true],
    [picture.length - 1, false],
  ] as const) {
    const { stream, file } = upload();
    stream.end(picture);
    const reading = readUpload(file, { ...limits, bytes });
    if (fits) await expect(reading).resolves.toBeDefined();
    else {
      await expect(reading).rejects.toMatchObject({
        code: 'IMAGE_TOO_LARGE',
        message: expect.stringContaining('MAX_UPLOAD_BYTES'),
      });
    }
  }
});

it('refuses a file that the parser cut at its own limit', async () => {
  const { stream, file } = upload();
  stream.truncated = true;
  stream.end(png());
  await expect(readUpload(file, limits)).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE' });
});

it('lets the rest of a refused file run out, so that the files behind it are reached', async () => {
  const { stream, file } = upload();
  stream.write(Buffer.alloc(20_000));
  await expect(readUpload(file, limits)).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE' });
  for (let block = 0; block < 50; block++) stream.write(Buffer.alloc(20_000));
  stream.end();
  await finished(stream);
});

it('gives an upload up that stands still', async () => {
  const { stream, file } = upload();
  stream.write(png());
  await expect(readUpload(file, { ...limits, idleMilliseconds: 50 })).rejects.toMatchObject({ code: 'TIMEOUT' });
});

it.each([
  ['fails', (stream: PassThrough) => stream.destroy(new Error('Request disconnected'))],
  ['closes without an end', (stream: PassThrough) => stream.destroy()],
])('answers IMAGE_UNREADABLE where the stream %s', async (_name, cut) => {
  const { stream, file } = upload();
  stream.write(png());
  const reading = readUpload(file, limits);
  cut(stream);
  await expect(reading).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
});

it('answers for an upload whose connection was gone before it was read', async () => {
  const { stream, file } = upload();
  stream.destroy();
  await expect(readUpload(file, limits)).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
});

it('stops with the reason of the caller’s signal', async () => {
  const controller = new AbortController();
  const reading = readUpload(upload().file, { ...limits, signal: controller.signal });
  controller.abort(new Error('the client left'));
  await expect(reading).rejects.toThrow('the client left');
});

it.each([
  ['an empty file', Buffer.alloc(0), 'IMAGE_UNREADABLE'],
  ['a text', Buffer.from('hello'), 'IMAGE_UNREADABLE'],
  ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'IMAGE_UNSUPPORTED'],
  ['a PDF', Buffer.from('%PDF-1.7\n'), 'IMAGE_UNSUPPORTED'],
])('refuses %s', async (_name, bytes, code) => {
  const { stream, file } = upload();
  stream.end(bytes);
  await expect(readUpload(file, limits)).rejects.toMatchObject({ code });
});
