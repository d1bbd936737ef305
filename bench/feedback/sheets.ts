import { join } from 'node:path';
import sharp from 'sharp';
import type { Services } from '../../src/services.js';
import { SheetThread } from '../../src/services/reranker/contact-sheet/sheet-thread.js';
import type { SearchRequest } from '../../src/services/search/types.js';
import { ask } from './ask.js';

/** Pixels. */
const WIDTH = 480;

/** What docs/search.md shows: the first nine hits of each question, by the name of the picture. */
const SHEETS: Readonly<Record<string, Omit<SearchRequest, 'limit'>>> = {
  'search-spots': { instruction: 'something with spots' },
  'search-unlike-leopard': { instruction: 'something with spots', unlike: [{ text: 'leopard', weight: 0.5 }] },
  'search-like-mug': { instruction: 'something with spots', like: [{ text: 'a mug', weight: 0.5 }] },
  'search-distinct-theme': { instruction: 'a mug', distinct: 'theme' },
};

export async function drawSheets(services: Services, folder: string): Promise<void> {
  const { decoders, collection } = services;
  const sheets = new SheetThread(decoders);
  try {
    for (const [name, request] of Object.entries(SHEETS)) {
      const hits = await ask(services, request);
      const candidates = hits.map(({ image: { id } }) => ({ id, load: () => collection.originals.bytes(id) }));
      const { png } = await sheets.draw({ candidates, limit: { maximumPixels: 50_000_000 } });
      await sharp(png)
        .resize({ width: WIDTH })
        .png({ palette: true })
        .toFile(join(folder, `${name}.png`));
    }
  } finally {
    await sheets.close();
  }
}
