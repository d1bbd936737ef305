import { openStorage } from '../../src/services/storage/open.js';
import { storedEncoder } from '../../src/services/storage/encoder-number.js';
import { type ImageToPut, originalKey } from '../../src/services/storage/types/index.js';
import { fill } from '../support/collection.js';
import { numbers } from '../support/numbers.js';
import { picture } from '../support/pictures.js';
import { startServing } from '../support/serving.js';
import { sha256 } from '../support/stored.js';

/** Pictures that a server encodes; the embedding of every other one lies near one of theirs. */
const ENCODED = 64;
/** How far away: the share of what is added, component by component. */
const SPREAD = 0.5;
const BATCH = 250;
const COLOURS = ['red', 'green', 'blue', 'black', 'white'];
const SILENT = { info: () => undefined, warn: () => undefined };

/** Fills a new data folder with small pictures of their own, nearly all of them without asking the model. */
export async function fillFolder(folder: string, count: number, seed: number): Promise<void> {
  const server = await startServing({ DATA_FOLDER: folder });
  const encoded = await fill(`${server.url}/graphql`, Math.min(ENCODED, count));
  await server.stop();
  const { database, objects, close } = await openStorage(folder, { create: false, logger: SILENT });
  try {
    const encoder = await storedEncoder(database.generations);
    if (encoder === undefined) throw new Error('the server has registered no encoder');
    const near = (await database.images.embeddings(encoded, encoder.number)).flatMap((one) => one?.vector ?? []);
    const random = numbers(seed);
    for (let start = encoded.length; start < count; start += BATCH) {
      const length = Math.min(BATCH, count - start);
      const batch = await Promise.all(
        Array.from({ length }, async (_, offset): Promise<ImageToPut> => {
          const number = start + offset;
          const bytes = await picture(number);
          const id = sha256(bytes);
          await objects.put(originalKey(id), bytes, { contentType: 'image/png' });
          return {
            encoder: encoder.number,
            embedding: { vector: vectorNear(near[number % near.length] ?? new Float32Array(), random), length: 1 },
            record: {
              ...{ id, fileName: `picture-${number}.png`, mimeType: 'image/png', bytes: bytes.length },
              ...{ width: 48, height: 40, placeholder: 'data:image/webp;base64,UklGRg==' },
              metadata: { number, colour: COLOURS[random(COLOURS.length)] ?? '', tags: [`t${number % 50}`, 'drawn'] },
            },
          };
        }),
      );
      await database.images.put(batch);
    }
  } finally {
    await close();
  }
}

/** A vector of length 1. */
function vectorNear(centre: Float32Array, random: (limit: number) => number): Float32Array {
  const scale = (2 * SPREAD) / (1e6 * Math.sqrt(centre.length / 3));
  const moved = centre.map((value) => value + (random(1e6) - 5e5) * scale);
  const length = Math.hypot(...moved);
  return moved.map((value) => value / length);
}
