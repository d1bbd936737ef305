import { createHash } from 'node:crypto';
import sharp from 'sharp';
import type { RerankPicture } from '../../../src/services/reranker/types.js';

/** A picture as the reranker takes it, which remembers how often it was read. */
export interface TestPicture extends RerankPicture {
  readonly bytes: Uint8Array;
  loads: number;
}

export function pictureOf(bytes: Uint8Array): TestPicture {
  const picture: TestPicture = {
    id: createHash('sha256').update(bytes).digest('hex'),
    bytes,
    loads: 0,
    load: async () => {
      picture.loads += 1;
      return bytes;
    },
  };
  return picture;
}

/** A plain PNG. */
export async function plain(colour: string, width = 40, height = 40): Promise<TestPicture> {
  return pictureOf(
    await sharp({ create: { width, height, channels: 3, background: colour } })
      .png()
      .toBuffer(),
  );
}

/** So many plain pictures, all different. */
export function plains(count: number): Promise<TestPicture[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => plain(`hsl(${index * 20}, 60%, 50%)`)));
}
