import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { originalKey, sheetKey, type Objects } from '../../../src/services/storage/types/index.js';
import { sha256 } from '../support.js';

/** What every `Objects` does. @param open an empty store, closed after the test */
export function objectsConformance(open: () => Promise<Objects>): void {
  test('an object is read as it was put, whole and in parts', async () => {
    const objects = await open();
    const bytes = randomBytes(100_000);
    const key = originalKey(sha256(bytes));
    await Promise.all([objects.put(key, bytes), objects.put(key, bytes)]);
    expect(Buffer.from((await objects.get(key)) ?? []).equals(bytes)).toBe(true);
    expect(await objects.head(key)).toMatchObject({ key, bytes: bytes.length });
    const ranges = [
      undefined,
      { start: 0 },
      { start: 0, end: 0 },
      { start: 10, end: 99_999 },
      { start: 99_999, end: 1e9 },
    ];
    for (const range of ranges) {
      const stream = await objects.stream(key, range);
      const expected = bytes.subarray(range?.start ?? 0, (range?.end ?? bytes.length) + 1);
      expect(stream).toMatchObject({ bytes: expected.length, total: bytes.length });
      expect(stream && (await buffer(stream.body)).equals(expected)).toBe(true);
    }
    await expect(objects.stream(key, { start: bytes.length })).rejects.toBeInstanceOf(RangeError);
    await objects.put('sheets/empty', new Uint8Array());
    const empty = await objects.stream('sheets/empty');
    expect(empty?.bytes).toBe(0);
    expect(empty && (await buffer(empty.body)).length).toBe(0);
    expect(objects.location(key)).toContain(sha256(bytes));
  });

  test('what is not there is undefined, and deleting it is no error', async () => {
    const objects = await open();
    const key = originalKey(sha256('none'));
    expect([await objects.get(key), await objects.stream(key), await objects.head(key)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    await objects.put(sheetKey(sha256('a')), Buffer.from('a'));
    await objects.delete([key, sheetKey(sha256('a'))]);
    expect(await objects.get(sheetKey(sha256('a')))).toBeUndefined();
    await objects.put(sheetKey(sha256('a')), Buffer.from('a'));
    expect(await objects.get(sheetKey(sha256('a')))).toBeDefined();
  });

  test('a list holds what has the prefix', async () => {
    const objects = await open();
    const keys = ['originals/ab/abc', 'originals/ac/acd', 'queries/x/1', 'sheets/s.png'];
    for (const key of keys) await objects.put(key, Buffer.from(key));
    const listed = async (prefix: string) => {
      const found = [];
      for await (const { key, bytes } of objects.list(prefix)) found.push([key, bytes]);
      return found.sort();
    };
    const described = (from: number, to: number) => keys.slice(from, to).map((key) => [key, key.length]);
    expect(await listed('originals/')).toEqual(described(0, 2));
    expect(await listed('originals/ab')).toEqual(described(0, 1));
    expect(await listed('sheets/')).toEqual(described(3, 4));
    expect(await listed('none/')).toEqual([]);
  });

  test.each(['../up', 'a/../../b', '/absolute', 'a//b', 'a/', '.hidden', 'a\\b', 'a\0b', ''])(
    'a key that could lead elsewhere is refused: %j',
    async (key) => {
      const objects = await open();
      await expect(async () => objects.put(key, Buffer.from('x'))).rejects.toThrow('not a key');
      await expect(async () => objects.get(key)).rejects.toThrow('not a key');
    },
  );
}
