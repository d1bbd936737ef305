import { expect, it } from 'vitest';
import { readBase64 } from '../../src/services/collection/sources/index.js';
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
