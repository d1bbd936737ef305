import { expect, it } from 'vitest';
import { readBase64 } from '../../src/services/collection/sources/index.js';
import { imageId } from '../../src/services/image-files/image-id.js';
import { png } from './support.js';

const picture = png(100);
const text = picture.toString('base64');
const wrapped = text.replace(/.{76}/g, '$&\r\n');

it.each([
  ['plain base64', text],
  ['base64 in lines, as mail and `base64` write it', wrapped],
  ['base64 without padding', text.replace(/=+$/, '')],
  ['a data: URL', `data:image/png;base64,${text}`],
  ['a data: URL with parameters', `DATA:image/png;charset=utf-8;BASE64,${text}`],
  ['a data: URL without a type', `data:;base64,${text}`],
  ['a data: URL of another type than its content', `data:image/jpeg;base64,${text}`],
])('reads %s', async (_name, input) => {
  const read = await readBase64(input, 10_000);
  expect(read).toMatchObject({ mimeType: 'image/png', fileName: null });
  expect(read.bytes.equals(picture)).toBe(true);
});

it.each([
  ['other characters', `${text.slice(0, 40)}!${text.slice(41)}`],
  ['base64url', '_-_-'],
  ['padding in the middle', `${text.slice(0, 40)}==${text.slice(40)}`],
  ['too much padding', 'AAAA===='],
  ['padding of the wrong length', 'AAA=='],
  ['a lonely character', 'AAAAA'],
  ['a data: URL without a comma', 'data:image/png;base64'],
  ['a data: URL in percent-encoding', 'data:image/png,%89PNG'],
])('refuses %s', async (_name, input) => {
  await expect(readBase64(input, 10_000)).rejects.toMatchObject({
    code: 'BAD_USER_INPUT',
    message: expect.stringContaining('upload the file'),
  });
});

it('refuses what is empty or no picture', async () => {
  await expect(readBase64('', 100)).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
  await expect(readBase64('data:image/png;base64,', 100)).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
  await expect(readBase64(Buffer.from('hello').toString('base64'), 100)).rejects.toMatchObject({
    code: 'IMAGE_UNREADABLE',
  });
});

it('takes exactly the limit, in lines too, and refuses one byte more', async () => {
  await expect(readBase64(text, picture.length)).resolves.toBeDefined();
  await expect(readBase64(wrapped, picture.length)).resolves.toBeDefined();
  await expect(readBase64(text, picture.length - 1)).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE' });
  await expect(readBase64('A'.repeat(1_000_000), 1000)).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE' });
});

/** Several steps of the decoder, and of the hash. */
const MEGABYTES = 2 ** 21;

it.each([0, 1, 2, 3, 4])('reads a long picture as it is, in lines too (%i bytes more)', async (more) => {
  const long = png(MEGABYTES + more);
  const whole = long.toString('base64');
  for (const input of [whole, whole.replace(/=+$/, ''), whole.replace(/.{76}/g, '$&\r\n')]) {
    expect((await readBase64(input, long.length)).bytes.equals(long)).toBe(true);
  }
  for (const place of [10, whole.length / 2, whole.length - 10]) {
    const wrong = `${whole.slice(0, place)}_${whole.slice(place + 1)}`;
    await expect(readBase64(wrong, long.length)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  }
});

it('lets others have their turn while it reads and names a long picture', async () => {
  const long = png(MEGABYTES);
  const whole = long.toString('base64');
  const during = async (work: Promise<unknown>) => {
    let turns = 0;
    let going = true;
    const turn = () => void (going && (turns++, setImmediate(turn)));
    setImmediate(turn);
    await work;
    going = false;
    return turns;
  };
  expect(await during(readBase64(whole, long.length))).toBeGreaterThanOrEqual(8);
  expect(await during(imageId(long))).toBeGreaterThanOrEqual(6);
});
