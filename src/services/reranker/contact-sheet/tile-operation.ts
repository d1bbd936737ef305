import type { Operation } from '../../image-files/decoders/operation.js';
import { decodeTile, type TileTask } from './tile.js';

/** Bytes: RGBA `[height, width, 4]`. */
const tile: Operation<TileTask, { readonly width: number; readonly height: number }> = async (file, task) => {
  const { pixels, width, height } = await decodeTile(file, task);
  return { facts: { width, height }, bytes: new Uint8Array(pixels.buffer) };
};

export default tile;
