import { openAsBlob } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_SIZE, planAssortment } from '../../src/demo/catalogue/assortment.js';
import { type CatalogueEntry, drawEntry, QUICKSTART_SEED } from '../../src/demo/catalogue/draw-catalogue.js';
import { ingest } from './collection.js';

/**
 * Draws some pictures of the quickstart's catalogue into a folder: the same bytes under the same names, in a fraction
 * of the time.
 * @param wanted tells by the name, such as `images/phone-case-leopard-1.jpg`
 */
export async function drawSome(folder: string, wanted: (file: string) => boolean): Promise<CatalogueEntry[]> {
  const entries: CatalogueEntry[] = [];
  for (const picture of planAssortment(QUICKSTART_SEED, DEFAULT_SIZE)) {
    if (wanted(picture.file)) entries.push(await drawEntry(folder, picture));
  }
  return entries;
}

/** Gives drawn pictures to a server, with their names and metadata, as the quickstart does. */
export async function ingestDrawn(
  endpoint: string,
  folder: string,
  entries: readonly CatalogueEntry[],
): Promise<string[]> {
  const images = await Promise.all(
    entries.map(async ({ file, metadata }) => ({
      file: await openAsBlob(join(folder, file)),
      fileName: file,
      metadata,
    })),
  );
  const outcomes = await ingest(endpoint, images);
  return outcomes.map(({ image }) => image?.id ?? '');
}
