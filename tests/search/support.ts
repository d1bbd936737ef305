import { createHash } from 'node:crypto';
import { type Category, drawSubject, type Subject } from '../../src/demo/catalogue/index.js';
import { ingest } from '../support/collection.js';

/** A drawn picture as a file; the same name and number, the same bytes. */
export async function drawn(subject: Subject, number = 1): Promise<File> {
  const bytes = await drawSubject(subject, number, 224).encode('png');
  return new File([new Uint8Array(bytes)], 'drawn.png', { type: 'image/png' });
}

export const sha256 = async (file: Blob): Promise<string> =>
  createHash('sha256')
    .update(Buffer.from(await file.arrayBuffer()))
    .digest('hex');

/** A small shop: four products in three themes, each photographed so many times; metadata says which. @returns ids with their metadata */
export async function fillShop(
  endpoint: string,
  photographs: number,
  categories: readonly Category[] = ['mug', 'phone case', 'cap', 'lamp'],
) {
  const products = categories.flatMap((category) =>
    (['leopard', 'zebra', 'lemons'] as const).map((theme) => ({ category, theme })),
  );
  const shots = products.flatMap((product, place) =>
    Array.from({ length: photographs }, (_, shot) => ({ ...product, product: `p${place}`, shot, price: 10 + place })),
  );
  const images = await Promise.all(
    shots.map(async (metadata, number) => ({
      file: await drawn({ category: metadata.category, theme: metadata.theme, colour: null }, number + 1),
      metadata,
    })),
  );
  const outcomes = await ingest(endpoint, images);
  return outcomes.map(({ image }, index) => ({ id: image?.id ?? '', ...(shots[index] as (typeof shots)[number]) }));
}
