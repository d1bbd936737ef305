// Pictures by the hundred thousand: a few drawings, each file made another one by a number behind its last byte.
import { Buffer } from 'node:buffer';
import { jpeg } from '../../encoder/scenarios/common.mjs';

export async function numberedPictures(side, drawings) {
  const files = await Promise.all(Array.from({ length: drawings }, (_, seed) => jpeg(side, side, seed + 1)));
  return (number) => Buffer.concat([files[number % drawings], Buffer.from(String(number))]);
}
