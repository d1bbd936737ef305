import { expect, it } from 'vitest';
import { free } from '../../src/services/encoder/release-memory.js';

const MEBIBYTE = 1024 ** 2;
const heldMiB = (): number => process.memoryUsage().arrayBuffers / MEBIBYTE;

it('gives the memory of arrays back at once, and leaves alone what shares its memory', () => {
  const shared = new Uint8Array(16).subarray(4);
  const before = heldMiB();
  for (let index = 0; index < 100; index++) {
    const array = new Float32Array(MEBIBYTE / 4).fill(index);
    free(array, shared, undefined);
    expect(array).toHaveLength(0);
  }
  expect(heldMiB() - before).toBeLessThan(20);
  expect(shared).toHaveLength(12);
});
